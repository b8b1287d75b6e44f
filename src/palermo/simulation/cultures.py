"""Names to make people from, culture by culture: common given names and family names, the most frequent first.

A name is written ``native|romanised|romanised by another convention``; one word stands for all three. Family names of
some cultures are put together from a stem and an ending, so that rare ones exist. Countries are made up: XM is the
country itself, XA to XK are where people come from; no code of a real state stands in any file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from unicodedata import combining, normalize

HOME = "XM"


@dataclass(frozen=True, slots=True, kw_only=True)
class Culture:
    """``country``: the made-up country whose people have such names; ``share`` in a thousand of the population."""

    country: str
    script: str
    share: int
    women: str
    men: str
    families: str
    endings: str = ""
    family_first: bool = False
    two_families: bool = False
    patronymic: bool = False
    single_name: bool = False


_ALL = (
    Culture(
        country=HOME, script="Latin", share=260,
        women="Maria, Anna, Elena, Laura, Sofia, Julia, Clara, Nora, Emma, Lucia, Irene, "
              "Alma, Vera, Rosa, Nina, Olga, Petra, Ines, Silva, "
              "Tilda, Greta, Marta, Helga, Brenda",
        men="Marko, Anton, Peter, Daniel, Luca, Tomas, Felix, Simon, Adrian, Oskar, "
            "Viktor, Emil, Ivo, Bruno, Hugo, Leon, Matti, Jonas, "
            "Roman, Stefan, Axel, Gregor, Otto, Karl",
        families="Val, Brem, Dor, Fels, Gran, Hart, Kest, Lind, Mor, Nest, Orl, Pell, Quar, "
                 "Ros, Stav, Torm, Urb, Wald, Zell, Ark, Bor, Cast",
        endings="er, en, ini, ov, el, is, ard, and, ow, ak, etti, mann",
    ),
    Culture(
        country="XA", script="Latin", share=110, two_families=True,
        women="María, Ana, Carmen, Lucía, Rosa, Elena, Juana, Teresa, Marisol, Inés, "
              "Pilar, Beatriz, Noemí, Yolanda, Belén, Xiomara",
        men="José, Juan, Luis, Carlos, Jesús, Pedro, Miguel, Ángel, Andrés, Rubén, "
            "Héctor, Raúl, Iván, Joaquín, Tomás, Nicolás",
        families="García, Rodríguez, Martínez, López, González, Pérez, Sánchez, Ramírez, "
                 "Torres, Flores, Núñez, Ibáñez, Peña, Muñoz, "
                 "Vargas, Ríos, Cárdenas, Zúñiga, Beltrán, Quiñones",
    ),
    Culture(
        country="XB", script="Latin", share=90, family_first=True,
        women="Thị Hoa|Thi Hoa, Thị Lan|Thi Lan, Thị Mai|Thi Mai, Ngọc Ánh|Ngoc Anh, Thu Hà|Thu Ha, "
              "Thị Hương|Thi Huong, Bích Ngọc|Bich Ngoc, Thị Yến|Thi Yen",
        men="Văn Nam|Van Nam, Văn Hùng|Van Hung, Đức Anh|Duc Anh, Văn Dũng|Van Dung, Minh Tuấn|Minh Tuan, "
            "Văn Đông|Van Dong, Quang Huy, Văn Sơn|Van Son",
        families="Nguyễn|Nguyen, Trần|Tran, Lê|Le, Phạm|Pham, Hoàng|Hoang|Huynh, Phan, Vũ|Vu|Vo, Đặng|Dang, Bùi|Bui, "
                 "Đỗ|Do, Hồ|Ho, Ngô|Ngo, Dương|Duong, Lý|Ly",
    ),
    Culture(
        country="XC", script="Cyrillic", share=100, patronymic=True,
        women="Анна|Anna|Anna, Елена|Elena|Yelena, Ольга|Olga|Ol'ga, "
              "Наталья|Natalia|Natal'ya, Татьяна|Tatiana|Tat'yana, "
              "Юлия|Yulia|Iuliia, Ксения|Ksenia|Kseniya, Людмила|Liudmila|Lyudmila, "
              "Жанна|Zhanna|Janna, Щедра|Shchedra|Sedra",
        men="Александр|Aleksandr|Alexander, Сергей|Sergei|Sergey, Дмитрий|Dmitrii|Dmitry, Андрей|Andrei|Andrey, "
            "Алексей|Aleksei|Alexey, Юрий|Iurii|Yuri, Евгений|Evgenii|Yevgeny, "
            "Михаил|Mikhail|Michail, Фёдор|Fedor|Fyodor",
        families="Иванов|Ivanov, Смирнов|Smirnov, Кузнецов|Kuznetsov|Kuznecov, Попов|Popov, Васильев|Vasilev|Vasiliev, "
                 "Соколов|Sokolov, Михайлов|Mikhailov|Michajlov, Новиков|Novikov, Фёдоров|Fedorov|Fyodorov, "
                 "Морозов|Morozov, Жуков|Zhukov|Joukov, Щербаков|Shcherbakov|Scherbakov, Цветков|Tsvetkov|Cvetkov",
    ),
    Culture(
        country="XD", script="Arabic", share=100,
        women="فاطمة|Fatima|Fatma, مريم|Maryam|Mariam, عائشة|Aisha|Aicha, خديجة|Khadija|Hadija, زينب|Zainab|Zeynab, "
              "نور|Nour|Noor, سارة|Sara|Sarah, ليلى|Layla|Leila, هدى|Huda|Houda, ياسمين|Yasmin|Yasmine",
        men="محمد|Muhammad|Mohammed, أحمد|Ahmad|Ahmed, علي|Ali|Aly, حسن|Hasan|Hassan, حسين|Husayn|Hussein, "
            "عمر|Umar|Omar, يوسف|Yusuf|Youssef, إبراهيم|Ibrahim|Brahim, خالد|Khalid|Khaled, عبدالله|Abdullah|Abdallah",
        families="العلي|al-Ali|El Ali, الحسن|al-Hasan|El Hassan, المصري|al-Masri|El Masry, حداد|Haddad|Hadad, "
                 "خوري|Khuri|Khoury, النجار|al-Najjar|El Nagar, الشامي|al-Shami|Chami, سالم|Salim|Salem, "
                 "منصور|Mansur|Mansour, القاسم|al-Qasim|El Kassem",
    ),
    Culture(
        country="XE", script="Han", share=90, family_first=True,
        women="丽|Li|Lai, 芳|Fang|Fong, 秀英|Xiuying|Hsiu-ying, 敏|Min|Man, 静|Jing|Ching, 桂英|Guiying|Kuei-ying, "
              "玉兰|Yulan|Yu-lan, 小红|Xiaohong|Hsiao-hung, 春梅|Chunmei|Chun-mei",
        men="伟|Wei|Wai, 强|Qiang|Chiang, 军|Jun|Chun, 建国|Jianguo|Chien-kuo, "
            "志强|Zhiqiang|Chih-chiang, 明|Ming, 海|Hai|Hoi, "
            "国华|Guohua|Kuo-hua, 泽宇|Zeyu|Tse-yu",
        families="王|Wang|Wong, 李|Li|Lee, 张|Zhang|Chang, 刘|Liu|Lau, 陈|Chen|Chan, 杨|Yang|Yeung, 黄|Huang|Hwang, "
                 "赵|Zhao|Chao, 吴|Wu|Ng, 周|Zhou|Chou, 徐|Xu|Hsu, 孙|Sun, 朱|Zhu|Chu, 郭|Guo|Kuo",
    ),
    Culture(
        country="XF", script="Hangul", share=30, family_first=True,
        women="지영|Jiyeong|Ji-young, 미정|Mijeong|Mi-jung, 은주|Eunju|Eun-joo, "
              "수진|Sujin|Soo-jin, 영희|Yeonghui|Young-hee",
        men="성호|Seongho|Sung-ho, 민수|Minsu|Min-soo, 영철|Yeongcheol|Young-chul, "
            "준호|Junho|Joon-ho, 상훈|Sanghun|Sang-hoon",
        families="김|Gim|Kim, 이|I|Lee, 박|Bak|Park, 최|Choe|Choi, 정|Jeong|Chung, "
                 "강|Gang|Kang, 조|Jo|Cho, 윤|Yun|Yoon",
    ),
    Culture(
        country="XG", script="Thai", share=60,
        women="สมหญิง|Somying|Somjing, มาลี|Mali|Malee, สุดา|Suda|Sudha, พิมพ์|Phim|Pim, วันดี|Wandi|Wandee, "
              "นภา|Napha|Napa, ศิริ|Siri|Siree",
        men="สมชาย|Somchai|Somchay, วิชัย|Wichai|Vichai, ประเสริฐ|Prasoet|Prasert, สุรชัย|Surachai|Surachay, "
            "มานะ|Mana|Maana, ธนา|Thana|Tana",
        families="ใจดี|Chaidi|Jaidee, ศรีสุข|Sisuk|Srisuk, ทองคำ|Thongkham|Tongkam, บุญมา|Bunma|Boonma, "
                 "แก้วมณี|Kaeomani|Kaewmanee, สายทอง|Saithong|Saitong",
    ),
    Culture(
        country="XH", script="Burmese", share=50, single_name=True,
        women="မမ|Ma Ma|Mama, နန်းခင်|Nan Khin|Nang Khin, သီရိ|Thiri|Theeri, ခင်မာ|Khin Mar|Khin Ma, စုစု|Su Su|Susu, "
              "အေးအေး|Aye Aye|Ayay",
        men="အောင်|Aung|Ong, မောင်မောင်|Maung Maung|Mg Mg, ကျော်|Kyaw|Kyo, ဇော်မင်း|Zaw Min|Zaw Minn, ထွန်း|Htun|Tun, "
            "မင်းသူ|Min Thu|Minn Thu",
        families="ဦး|Oo|U, လင်း|Lin|Linn, ထွေး|Htwe|Htway, စိုး|Soe|So, ဝင်း|Win|Wynn",
    ),
    Culture(
        country="XI", script="Devanagari", share=60,
        women="सीता|Sita|Seeta, लक्ष्मी|Lakshmi|Laxmi, अनीता|Anita|Aneeta, सुनीता|Sunita|Suneeta, पूजा|Puja|Pooja, "
              "कमला|Kamala|Kamla, राधा|Radha|Raadha",
        men="राम|Ram|Raam, राजेश|Rajesh|Raajesh, सुरेश|Suresh|Souresh, हरि|Hari|Harry, कृष्ण|Krishna|Krisna, "
            "विजय|Vijay|Bijay, दीपक|Dipak|Deepak",
        families="शर्मा|Sharma|Sarma, थापा|Thapa|Thappa, तामाङ|Tamang|Tamaang, राय|Rai|Ray, गुरुङ|Gurung|Gurong, "
                 "सिंह|Singh|Sinh, यादव|Yadav|Yadava, कुमार|Kumar|Coomar",
    ),
    Culture(
        country="XJ", script="Ethiopic", share=30, patronymic=True,
        women="አልማዝ|Almaz|Elmaz, ትዕግስት|Tigist|Tegest, ሰላም|Selam|Salam, ሄለን|Helen|Hellen, መሰረት|Meseret|Messeret",
        men="አበበ|Abebe|Ababa, ተስፋዬ|Tesfaye|Tesfaie, ሙሉ|Mulu|Moulou, ዳዊት|Dawit|Davit, ገብረ|Gebre|Gabra",
        families="በቀለ|Bekele|Bekelle, ታደሰ|Tadesse|Tadese, ኃይሉ|Hailu|Haylu, ወልደ|Wolde|Welde, ከበደ|Kebede|Kebbede",
    ),
    Culture(
        country="XK", script="Latin", share=20,
        women="Blessing, Joy, Grace, Adanna, Chioma, Ngozi, Amaka, Fatou, Aminata, Efua, Akosua, Abena",
        men="Emeka, Chidi, Obinna, Kwame, Kofi, Kojo, Mamadou, Ibrahima, Sekou, Tunde, Femi, Ade",
        families="Ok, Ad, An, Ek, Nw, Uz, Mens, Bo, Ow, Dia, Tra, Cam",
        endings="afor, eyemi, osu, aku, ara, oma, ah, ateng, usu, llo",
    ),
)  # fmt: skip

CULTURES: Mapping[str, Culture] = MappingProxyType({one.country: one for one in _ALL})
COUNTRIES = tuple(CULTURES)


def spellings(written: str) -> tuple[tuple[str, str, str], ...]:
    """Each name of a list as (native, romanised, romanised by another convention)."""
    return tuple(_three(one.split("|")) for one in written.split(", "))


def _three(forms: list[str]) -> tuple[str, str, str]:
    plain = "".join(sign for sign in normalize("NFKD", forms[0]) if not combining(sign))
    return forms[0], forms[1] if len(forms) > 1 else plain, forms[-1] if len(forms) > 1 else plain
