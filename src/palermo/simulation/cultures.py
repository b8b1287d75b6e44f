"""Names to make people from, culture by culture: given names and family names, the most frequent first.

A name is written ``native|romanised|romanised by another convention``; one word stands for all three. Behind the names
that are written out stand those put together from a stem and an ending (``*_parts``), so that rare ones exist in every
script. Countries are made up: XM is the country itself, XA to XK are where people come from; no code of a real state
stands in any file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from unicodedata import combining, normalize

HOME = "XM"
Parts = tuple[str, str]
_NONE: Parts = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Culture:
    """``country``: the made-up country whose people have such names; ``share`` in a thousand of the population.

    ``join`` stands between stem and ending. ``level_given``, ``level_family``: how far below a pure Zipf law the first
    names of a list lie; 0 where half the people share a few names.
    """

    country: str
    script: str
    share: int
    women: str
    men: str
    families: str
    women_parts: Parts = _NONE
    men_parts: Parts = _NONE
    family_parts: Parts = _NONE
    join: str = ""
    level_given: int = 10
    level_family: int = 5
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
        families="",
        women_parts=("Mar, Al, El, Lor, Ros, Cat, Dan, Val, Sil, Ver, Hel, Jos", "ina, ela, ika, eta, ana, isa, ora"),
        men_parts=("Mar, Al, Dan, Vik, Ger, Rom, Kar, Stef, Fred, Ben, Rud, Hen", "ko, in, ian, ek, ar, el, ric"),
        family_parts=("Val, Brem, Dor, Fels, Gran, Hart, Kest, Lind, Mor, Nest, Orl, Pell, Quar, "
                      "Ros, Stav, Torm, Urb, Wald, Zell, Ark, Bor, Cast",
                      "er, en, ini, ov, el, is, ard, and, ow, ak, etti, mann"),
    ),
    Culture(
        country="XA", script="Latin", share=110, two_families=True, join=" ",
        women="María, Ana, Carmen, Lucía, Rosa, Elena, Juana, Teresa, Marisol, Inés, "
              "Pilar, Beatriz, Noemí, Yolanda, Belén, Xiomara, Gloria, Silvia, Patricia, Verónica, Alicia, Norma, "
              "Leticia, Raquel, Miriam, Susana, Lorena, Daniela, Paola, Jimena",
        men="José, Juan, Luis, Carlos, Jesús, Pedro, Miguel, Ángel, Andrés, Rubén, "
            "Héctor, Raúl, Iván, Joaquín, Tomás, Nicolás, Francisco, Antonio, Manuel, Rafael, Javier, Sergio, "
            "Fernando, Ricardo, Arturo, Óscar, Mauricio, Gustavo, Esteban, Rodrigo",
        families="García, Rodríguez, Martínez, López, González, Pérez, Sánchez, Ramírez, "
                 "Torres, Flores, Núñez, Ibáñez, Peña, Muñoz, "
                 "Vargas, Ríos, Cárdenas, Zúñiga, Beltrán, Quiñones, Castillo, Morales, Ortiz, Rojas, Medina, Salazar, "
                 "Cabrera, Fuentes, Espinoza, Valencia",
        women_parts=("María, Ana, Rosa, Luz, Blanca, Gloria", "José, Elena, Isabel, Luisa, Marina, Cecilia, Inés, Paz"),
        men_parts=("José, Juan, Luis, Carlos, Miguel, Marco", "Antonio, Manuel, Alberto, Pablo, Ángel, Andrés, David"),
    ),
    Culture(
        country="XB", script="Latin", share=90, family_first=True, join=" ", level_family=0,
        women="Thị Hoa|Thi Hoa, Thị Lan|Thi Lan, Thị Mai|Thi Mai, Ngọc Ánh|Ngoc Anh, Thu Hà|Thu Ha, "
              "Thị Hương|Thi Huong, Bích Ngọc|Bich Ngoc, Thị Yến|Thi Yen",
        men="Văn Nam|Van Nam, Văn Hùng|Van Hung, Đức Anh|Duc Anh, Văn Dũng|Van Dung, Minh Tuấn|Minh Tuan, "
            "Văn Đông|Van Dong, Quang Huy, Văn Sơn|Van Son",
        families="Nguyễn|Nguyen, Trần|Tran, Lê|Le, Phạm|Pham, Hoàng|Hoang|Huynh, Phan, Vũ|Vu|Vo, Đặng|Dang, Bùi|Bui, "
                 "Đỗ|Do, Hồ|Ho, Ngô|Ngo, Dương|Duong, Lý|Ly, Đinh|Dinh, Trịnh|Trinh, Mai, Lương|Luong, Đoàn|Doan, Cao",
        women_parts=("Thị|Thi, Ngọc|Ngoc, Thu, Kim, Thanh, Hồng|Hong, Mỹ|My, Xuân|Xuan",
                     "Linh, Nga, Phương|Phuong, Trang, Thảo|Thao, Dung, Hạnh|Hanh, Loan, Tuyết|Tuyet, Vân|Van, Nhung, "
                     "Quỳnh|Quynh, Thủy|Thuy, Oanh, Giang"),
        men_parts=("Văn|Van, Minh, Quang, Hữu|Huu, Công|Cong, Ngọc|Ngoc, Thành|Thanh, Xuân|Xuan",
                   "Long, Phúc|Phuc, Thắng|Thang, Tùng|Tung, Khoa, Bình|Binh, Hải|Hai, Kiên|Kien, Lộc|Loc, Phong, "
                   "Quân|Quan, Tài|Tai, Trung, Vinh, Hiếu|Hieu"),
    ),
    Culture(
        country="XC", script="Cyrillic", share=100, patronymic=True,
        women="Анна|Anna|Anna, Елена|Elena|Yelena, Ольга|Olga|Ol'ga, "
              "Наталья|Natalia|Natal'ya, Татьяна|Tatiana|Tat'yana, "
              "Юлия|Yulia|Iuliia, Ксения|Ksenia|Kseniya, Людмила|Liudmila|Lyudmila, "
              "Жанна|Zhanna|Janna, Щедра|Shchedra|Sedra, Ирина|Irina, Светлана|Svetlana, Мария|Mariia|Maria, "
              "Галина|Galina, Надежда|Nadezhda|Nadejda, Вера|Vera, Любовь|Liubov|Lyubov', Дарья|Daria|Dar'ya, "
              "Оксана|Oksana|Oxana, Полина|Polina, Алина|Alina, Зоя|Zoia|Zoya, Раиса|Raisa, Евгения|Evgeniia|Yevgenia",
        men="Александр|Aleksandr|Alexander, Сергей|Sergei|Sergey, Дмитрий|Dmitrii|Dmitry, Андрей|Andrei|Andrey, "
            "Алексей|Aleksei|Alexey, Юрий|Iurii|Yuri, Евгений|Evgenii|Yevgeny, "
            "Михаил|Mikhail|Michail, Фёдор|Fedor|Fyodor, Иван|Ivan, Николай|Nikolai|Nikolay, Владимир|Vladimir, "
            "Виктор|Viktor|Victor, Павел|Pavel, Константин|Konstantin|Constantin, Максим|Maksim|Maxim, "
            "Роман|Roman, Олег|Oleg, Игорь|Igor|Igor', Антон|Anton, Василий|Vasilii|Vasily, Пётр|Petr|Pyotr, "
            "Григорий|Grigorii|Grigory, Семён|Semen|Semyon",
        families="Иванов|Ivanov, Смирнов|Smirnov, Кузнецов|Kuznetsov|Kuznecov, Попов|Popov, Васильев|Vasilev|Vasiliev, "
                 "Соколов|Sokolov, Михайлов|Mikhailov|Michajlov, Новиков|Novikov, Фёдоров|Fedorov|Fyodorov, "
                 "Морозов|Morozov, Жуков|Zhukov|Joukov, Щербаков|Shcherbakov|Scherbakov, Цветков|Tsvetkov|Cvetkov",
        family_parts=("Петр|Petr, Павл|Pavl, Степан|Stepan, Макар|Makar, Лук|Luk, Гаврил|Gavril, Дан|Dan, "
                      "Корн|Korn, Бел|Bel, Чёрн|Chern|Tchern, Зим|Zim, Яков|Iakov|Yakov, Тарас|Taras, Горб|Gorb",
                      "ов|ov|off, енко|enko, ский|skii|sky, ин|in, юк|iuk|yuk, ченко|chenko|tchenko, иков|ikov, "
                      "чук|chuk|tchuk"),
    ),
    Culture(
        country="XD", script="Arabic", share=100,
        women="فاطمة|Fatima|Fatma, مريم|Maryam|Mariam, عائشة|Aisha|Aicha, خديجة|Khadija|Hadija, زينب|Zainab|Zeynab, "
              "نور|Nour|Noor, سارة|Sara|Sarah, ليلى|Layla|Leila, هدى|Huda|Houda, ياسمين|Yasmin|Yasmine, "
              "سلمى|Salma|Selma, أمل|Amal|Amel, رانيا|Rania|Raniya, سعاد|Suad|Souad, نادية|Nadia|Nadiya, "
              "حنان|Hanan|Hanane, سميرة|Samira|Sameera, وفاء|Wafa|Ouafa, إيمان|Iman|Eman, رشا|Rasha|Racha, "
              "منى|Muna|Mouna, لمياء|Lamya|Lamia, دينا|Dina|Deena, هالة|Hala|Hela, جميلة|Jamila|Djamila, "
              "كريمة|Karima|Kareema, سهام|Siham|Sihem, عبير|Abir|Abeer",
        men="محمد|Muhammad|Mohammed, أحمد|Ahmad|Ahmed, علي|Ali|Aly, حسن|Hasan|Hassan, حسين|Husayn|Hussein, "
            "عمر|Umar|Omar, يوسف|Yusuf|Youssef, إبراهيم|Ibrahim|Brahim, خالد|Khalid|Khaled, عبدالله|Abdullah|Abdallah, "
            "مصطفى|Mustafa|Moustapha, محمود|Mahmud|Mahmoud, سعيد|Said|Saeed, طارق|Tariq|Tarek, "
            "كريم|Karim|Kareem, سامي|Sami|Samy, جمال|Jamal|Gamal, رشيد|Rashid|Rachid, ياسر|Yasir|Yasser, "
            "حمزة|Hamza|Hamzah, بلال|Bilal|Belal, نبيل|Nabil|Nabeel",
        families="العلي|al-Ali|El Ali, الحسن|al-Hasan|El Hassan, المصري|al-Masri|El Masry, حداد|Haddad|Hadad, "
                 "خوري|Khuri|Khoury, النجار|al-Najjar|El Nagar, الشامي|al-Shami|Chami, سالم|Salim|Salem, "
                 "منصور|Mansur|Mansour, القاسم|al-Qasim|El Kassem",
        men_parts=("عبد ال|Abd al-|Abdel , نور ال|Nur al-|Nour el-, "
                   "سيف ال|Sayf al-|Seif el-, شمس ال|Shams al-|Chams el-, "
                   "صلاح ال|Salah al-|Salah el-, بدر ال|Badr al-|Badr el-",
                   "رحمن|Rahman|Rahmane, كريم|Karim|Kareem, دين|Din|Dine, حق|Haqq|Hak, رحيم|Rahim|Raheem, "
                   "حكيم|Hakim|Hakeem, عزيز|Aziz|Azeez"),
        family_parts=("النهر|al-Nahr|El Nahr, الجبل|al-Jabal|El Gabal, البحر|al-Bahr|El Bahr, التل|al-Tall|El Tell, "
                      "الصخر|al-Sakhr|El Sakr, الكرم|al-Karm|El Karm, الوعر|al-Wa'r|El Waar, الرمل|al-Raml|El Raml, "
                      "الساحل|al-Sahil|El Sahel, الغرب|al-Gharb|El Garb, الشرق|al-Sharq|Chark, الزيت|al-Zayt|El Zeit",
                      "ي|i|y, اوي|awi|aoui, اني|ani|any, ون|un|oun"),
    ),
    Culture(
        country="XE", script="Han", share=90, family_first=True,
        women="丽|Li|Lai, 芳|Fang|Fong, 秀英|Xiuying|Hsiu-ying, 敏|Min|Man, 静|Jing|Ching, 桂英|Guiying|Kuei-ying, "
              "玉兰|Yulan|Yu-lan, 小红|Xiaohong|Hsiao-hung, 春梅|Chunmei|Chun-mei",
        men="伟|Wei|Wai, 强|Qiang|Chiang, 军|Jun|Chun, 建国|Jianguo|Chien-kuo, "
            "志强|Zhiqiang|Chih-chiang, 明|Ming, 海|Hai|Hoi, "
            "国华|Guohua|Kuo-hua, 泽宇|Zeyu|Tse-yu",
        families="王|Wang|Wong, 李|Li|Lee, 张|Zhang|Chang, 刘|Liu|Lau, 陈|Chen|Chan, 杨|Yang|Yeung, 黄|Huang|Hwang, "
                 "赵|Zhao|Chao, 吴|Wu|Ng, 周|Zhou|Chou, 徐|Xu|Hsu, 孙|Sun, 朱|Zhu|Chu, 郭|Guo|Kuo, 何|He|Ho, "
                 "林|Lin|Lam, "
                 "高|Gao|Kao, 罗|Luo|Lo, 郑|Zheng|Cheng, 梁|Liang|Leung, 谢|Xie|Hsieh, 宋|Song|Sung, 唐|Tang|Tong, "
                 "许|Xu|Hui, 韩|Han|Hon, 冯|Feng|Fung, 邓|Deng|Teng, 曹|Cao|Tsao, 彭|Peng|Pang, 曾|Zeng|Tseng",
        women_parts=("晓|Xiao|Hsiao-, 美|Mei|Mei-, 雪|Xue|Hsueh-, 玉|Yu|Yu-, 丽|Li|Li-, 慧|Hui|Hui-, 春|Chun|Chun-, "
                     "秋|Qiu|Chiu-, 雅|Ya|Ya-, 淑|Shu|Shu-, 文|Wen|Wen-, 佳|Jia|Chia-",
                     "燕|yan|yen, 玲|ling|ling, 霞|xia|hsia, 华|hua|hua, 娟|juan|chuan, 琴|qin|chin, 萍|ping|ping, "
                     "英|ying|ying, 云|yun|yun, 珍|zhen|chen, 莲|lian|lien, 琳|lin|lin"),
        men_parts=("志|Zhi|Chih-, 建|Jian|Chien-, 国|Guo|Kuo-, 文|Wen|Wen-, 永|Yong|Yung-, 德|De|Te-, 家|Jia|Chia-, "
                   "俊|Jun|Chun-, 晓|Xiao|Hsiao-, 大|Da|Ta-, 天|Tian|Tien-, 学|Xue|Hsueh-",
                   "军|jun|chun, 平|ping|ping, 华|hua|hua, 林|lin|lin, 明|ming|ming, 峰|feng|feng, 龙|long|lung, "
                   "伟|wei|wei, 生|sheng|sheng, 杰|jie|chieh, 刚|gang|kang, 辉|hui|hui"),
    ),
    Culture(
        country="XF", script="Hangul", share=30, family_first=True, level_family=0,
        women="지영|Jiyeong|Ji-young, 미정|Mijeong|Mi-jung, 은주|Eunju|Eun-joo, "
              "수진|Sujin|Soo-jin, 영희|Yeonghui|Young-hee",
        men="성호|Seongho|Sung-ho, 민수|Minsu|Min-soo, 영철|Yeongcheol|Young-chul, "
            "준호|Junho|Joon-ho, 상훈|Sanghun|Sang-hoon",
        families="김|Gim|Kim, 이|I|Lee, 박|Bak|Park, 최|Choe|Choi, 정|Jeong|Chung, "
                 "강|Gang|Kang, 조|Jo|Cho, 윤|Yun|Yoon, 장|Jang|Chang, 임|Im|Lim, 한|Han|Hahn, 오|O|Oh, 서|Seo|Suh, "
                 "신|Sin|Shin, 권|Gwon|Kwon, 황|Hwang, 안|An|Ahn, 송|Song, 류|Ryu|Yoo, 홍|Hong",
        women_parts=("지|Ji|Ji-, 미|Mi|Mi-, 은|Eun|Eun-, 수|Su|Soo-, 영|Yeong|Young-, 혜|Hye|Hye-, 경|Gyeong|Kyung-, "
                     "현|Hyeon|Hyun-, 유|Yu|Yoo-, 선|Seon|Sun-, 정|Jeong|Jung-, 소|So|So-",
                     "영|yeong|young, 정|jeong|jung, 주|ju|joo, 진|jin|jin, 희|hui|hee, 숙|suk|sook, 민|min|min, "
                     "연|yeon|yeon, 아|a|ah, 경|gyeong|kyung, 선|seon|sun, 미|mi|mi"),
        men_parts=("성|Seong|Sung-, 민|Min|Min-, 영|Yeong|Young-, 준|Jun|Joon-, 상|Sang|Sang-, 동|Dong|Dong-, "
                   "재|Jae|Jae-, 승|Seung|Seung-, 병|Byeong|Byung-, 진|Jin|Jin-, 태|Tae|Tae-, 정|Jeong|Jung-",
                   "호|ho|ho, 수|su|soo, 철|cheol|chul, 훈|hun|hoon, 우|u|woo, 석|seok|suk, 현|hyeon|hyun, "
                   "민|min|min, 식|sik|shik, 규|gyu|kyu, 환|hwan|hwan, 섭|seop|sup"),
    ),
    Culture(
        country="XG", script="Thai", share=60, level_family=15,
        women="สมหญิง|Somying|Somjing, มาลี|Mali|Malee, สุดา|Suda|Sudha, พิมพ์|Phim|Pim, วันดี|Wandi|Wandee, "
              "นภา|Napha|Napa, ศิริ|Siri|Siree",
        men="สมชาย|Somchai|Somchay, วิชัย|Wichai|Vichai, ประเสริฐ|Prasoet|Prasert, สุรชัย|Surachai|Surachay, "
            "มานะ|Mana|Maana, ธนา|Thana|Tana",
        families="ใจดี|Chaidi|Jaidee, ศรีสุข|Sisuk|Srisuk, ทองคำ|Thongkham|Tongkam, บุญมา|Bunma|Boonma, "
                 "แก้วมณี|Kaeomani|Kaewmanee, สายทอง|Saithong|Saitong",
        women_parts=("สม|Som|Som, นิ|Ni|Nee, วิ|Wi|Vi, สุ|Su|Soo, อร|On|Orn, รัตน|Rattana|Ratana, กัน|Kan|Gan, "
                     "พร|Phon|Porn, จัน|Chan|Jan, ดวง|Duang|Duong",
                     "ใจ|chai|jai, ภา|pha|pa, ดา|da|daa, พร|phon|porn, ศรี|si|sri, ทิพย์|thip|tip, มณี|mani|manee, "
                     "รัตน์|rat|ratt, แก้ว|kaeo|kaew, นี|ni|nee"),
        men_parts=("สม|Som|Som, วิ|Wi|Vi, สุ|Su|Soo, ประ|Pra|Phra, ชัย|Chai|Jai, ธน|Thana|Tana, พง|Phong|Pong, "
                   "อนุ|Anu|Anoo, กิต|Kit|Gid, นพ|Nop|Nob",
                   "ชัย|chai|chay, พล|phon|pol, ศักดิ์|sak|sakdi, พงษ์|phong|pong, วิทย์|wit|vit, สิทธิ์|sit|sith, "
                   "ชาติ|chat|chart, เดช|det|dej, กร|kon|korn, ภพ|phop|pob"),
        family_parts=("ทอง|Thong|Tong, ศรี|Si|Sri, บุญ|Bun|Boon, แก้ว|Kaeo|Kaew, สุข|Suk|Sook, จัน|Chan|Jan, "
                      "วงศ์|Wong|Vong, คำ|Kham|Kam, ไชย|Chai|Jai, พรหม|Phrom|Prom, อิน|In|Inn, มหา|Maha|Mahaa",
                      "มี|mi|mee, สุข|suk|sook, ดี|di|dee, ทอง|thong|tong, วงศ์|wong|vong, รัตน์|rat|ratt, "
                      "งาม|ngam|ngarm, พันธ์|phan|pan, มาศ|mat|mas, เจริญ|charoen|jaroen, สวัสดิ์|sawat|sawad, "
                      "ศิลป์|sin|silp"),
    ),
    Culture(
        country="XH", script="Burmese", share=50, single_name=True, join=" ",
        women="မမ|Ma Ma|Mama, နန်းခင်|Nan Khin|Nang Khin, သီရိ|Thiri|Theeri, ခင်မာ|Khin Mar|Khin Ma, စုစု|Su Su|Susu, "
              "အေးအေး|Aye Aye|Ayay",
        men="အောင်|Aung|Ong, မောင်မောင်|Maung Maung|Mg Mg, ကျော်|Kyaw|Kyo, ဇော်မင်း|Zaw Min|Zaw Minn, ထွန်း|Htun|Tun, "
            "မင်းသူ|Min Thu|Minn Thu",
        families="ဦး|Oo|U, လင်း|Lin|Linn, ထွေး|Htwe|Htway, စိုး|Soe|So, ဝင်း|Win|Wynn, အောင်|Aung|Ong, မြင့်|Myint|Mint, "
                 "နိုင်|Naing|Nine, ထွန်း|Htun|Tun, ကို|Ko|Kho, သိန်း|Thein|Theinn, မြ|Mya|Mia, ဟန်|Han|Hahn, "
                 "ဇော်|Zaw|Zor, ဆန်း|San|Hsan",
        women_parts=("ခင်|Khin|Khyn, နန်း|Nan|Nang, သန်း|Than|Thann, မြ|Mya|Mia, နု|Nu|Nuu, စန်း|San|Sann, ဝါ|Wah|Wa, "
                     "ယု|Yu|Yuu, ဖြူ|Phyu|Phu, ဇင်|Zin|Zinn",
                     "ခိုင်|Khaing|Khine, အေး|Aye|Ay, မာ|Mar|Ma, ဝင်း|Win|Wynn, သူ|Thu|Thoo, နွယ်|Nwe|Nway, "
                     "လှ|Hla|La, မိုး|Moe|Mo, စိုး|Soe|So, ဦး|Oo|U"),
        men_parts=("အောင်|Aung|Ong, ကျော်|Kyaw|Kyo, ဇော်|Zaw|Zor, မင်း|Min|Minn, ထွန်း|Htun|Tun, နေ|Nay|Ne, "
                   "သန်း|Than|Thann, ဝင်း|Win|Wynn, ရဲ|Ye|Yeh, စည်|Si|See",
                   "ကို|Ko|Kho, မိုး|Moe|Mo, လင်း|Lin|Linn, ဟိန်း|Hein|Heinn, ထက်|Htet|Htat, သူ|Thu|Thoo, "
                   "ဖြိုး|Phyo|Pyo, နိုင်|Naing|Nine, မြတ်|Myat|Mratt, ခန့်|Khant|Kant"),
    ),
    Culture(
        country="XI", script="Devanagari", share=60,
        women="सीता|Sita|Seeta, लक्ष्मी|Lakshmi|Laxmi, अनीता|Anita|Aneeta, सुनीता|Sunita|Suneeta, पूजा|Puja|Pooja, "
              "कमला|Kamala|Kamla, राधा|Radha|Raadha",
        men="राम|Ram|Raam, राजेश|Rajesh|Raajesh, सुरेश|Suresh|Souresh, हरि|Hari|Harry, कृष्ण|Krishna|Krisna, "
            "विजय|Vijay|Bijay, दीपक|Dipak|Deepak",
        families="शर्मा|Sharma|Sarma, थापा|Thapa|Thappa, तामाङ|Tamang|Tamaang, राय|Rai|Ray, गुरुङ|Gurung|Gurong, "
                 "सिंह|Singh|Sinh, यादव|Yadav|Yadava, कुमार|Kumar|Coomar, श्रेष्ठ|Shrestha|Shresta, मगर|Magar|Mager, "
                 "लामा|Lama|Laama, खड्का|Khadka|Khatka, बस्नेत|Basnet|Basnyat, अधिकारी|Adhikari|Adhikaree, "
                 "चौधरी|Chaudhari|Chowdhury, साह|Sah|Shah, मण्डल|Mandal|Mondal, वर्मा|Varma|Verma, "
                 "गुप्ता|Gupta|Goopta, पटेल|Patel|Pattel, जोशी|Joshi|Joshee, मिश्र|Mishra|Misra, दास|Das|Dass, "
                 "ठाकुर|Thakur|Tagore",
        women_parts=("सुन|Sun|Soon, कम|Kam|Kum, माय|May|Mai, चन्द्र|Chandr|Chundr, देव|Dev|Deb, राज|Raj|Raaj, "
                     "शान्त|Shant|Sant, गीत|Git|Geet, मोहन|Mohan|Mohun, पवित्र|Pavitr|Pabitr",
                     "ा|a|aa, ी|i|ee, िका|ika|eeka, ावती|avati|abati, मती|mati|matee, कुमारी|kumari|koomari"),
        men_parts=("राम|Ram|Raam, हरि|Hari|Harry, शिव|Shiv|Sib, कृष्ण|Krishna|Krisna, देव|Dev|Deb, सूर्य|Surya|Soorya, "
                   "गोपाल|Gopal|Gopaul, चन्द्र|Chandra|Chunder, लोक|Lok|Loke, मान|Man|Maan",
                   "प्रसाद|prasad|parsad, बहादुर|bahadur|bahadoor, लाल|lal|laal, नाथ|nath|naath, राज|raj|raaj, "
                   "दास|das|dass, किशोर|kishor|kishore"),
    ),
    Culture(
        country="XJ", script="Ethiopic", share=30, patronymic=True,
        women="አልማዝ|Almaz|Elmaz, ትዕግስት|Tigist|Tegest, ሰላም|Selam|Salam, ሄለን|Helen|Hellen, መሰረት|Meseret|Messeret",
        men="አበበ|Abebe|Ababa, ተስፋዬ|Tesfaye|Tesfaie, ሙሉ|Mulu|Moulou, ዳዊት|Dawit|Davit, ገብረ|Gebre|Gabra",
        families="በቀለ|Bekele|Bekelle, ታደሰ|Tadesse|Tadese, ኃይሉ|Hailu|Haylu, ወልደ|Wolde|Welde, ከበደ|Kebede|Kebbede, "
                 "አለሙ|Alemu|Alamou, ግርማ|Girma|Ghirma, ደሳለኝ|Desalegn|Desaleny, መኮንን|Mekonnen|Makonnen, "
                 "አሰፋ|Assefa|Asefa, ወርቁ|Worku|Warqu, ይልማ|Yilma|Yelma, ተፈራ|Tefera|Taffara, ደምሴ|Demissie|Damese",
        women_parts=("ወለተ|Welete|Walata, አመተ|Amete|Amata, ፍቅርተ|Fikirte|Feqerta, እህተ|Ehete|Ihete, ብርሃነ|Birhane|Berhane, "
                     "ትርሃስ|Tirhas|Terhas",
                     "ማርያም|mariam|maryam, ስላሴ|selassie|sellase, ጊዮርጊስ|giorgis|ghiorghis, ሚካኤል|mikael|michael, "
                     "ሕይወት|hiwot|heywat, ጽዮን|tsion|sion, ወርቅ|work|warq"),
        men_parts=("ገብረ|Gebre|Gabra, ኃይለ|Haile|Hayla, ወልደ|Wolde|Welde, ተክለ|Tekle|Takla, ፍቅረ|Fikre|Feqra, "
                   "ኪዳነ|Kidane|Kidana, ዘርአ|Zere|Zara",
                   "ማርያም|mariam|maryam, ስላሴ|selassie|sellase, መድኅን|medhin|madhen, ጊዮርጊስ|giorgis|ghiorghis, "
                   "ሚካኤል|mikael|michael, አብ|ab|abb, ጻድቅ|tsadik|sadiq"),
        family_parts=("ገብረ|Gebre|Gabra, ኃይለ|Haile|Hayla, ተክለ|Tekle|Takla, ፍቅረ|Fikre|Feqra, ኪዳነ|Kidane|Kidana",
                      "ማርያም|mariam|maryam, ስላሴ|selassie|sellase, መድኅን|medhin|madhen, ጊዮርጊስ|giorgis|ghiorghis, "
                      "ሚካኤል|mikael|michael, ጻድቅ|tsadik|sadiq"),
    ),
    Culture(
        country="XK", script="Latin", share=20,
        women="Blessing, Joy, Grace, Adanna, Chioma, Ngozi, Amaka, Fatou, Aminata, Efua, Akosua, Abena",
        men="Emeka, Chidi, Obinna, Kwame, Kofi, Kojo, Mamadou, Ibrahima, Sekou, Tunde, Femi, Ade",
        families="",
        women_parts=("Ada, Chi, Ngo, Ama, Nne, Ife, Olu, Abi", "nna, ke, zi, ka, ra, ma, bi, nike"),
        men_parts=("Ade, Chi, Obi, Olu, Kwa, Ike, Uche, Baba", "nna, ke, tunde, ka, wale, me, kunle, tola"),
        family_parts=("Ok, Ad, An, Ek, Nw, Uz, Mens, Bo, Ow, Dia, Tra, Cam",
                      "afor, eyemi, osu, aku, ara, oma, ah, ateng, usu, llo"),
    ),
)  # fmt: skip

CULTURES: Mapping[str, Culture] = MappingProxyType({one.country: one for one in _ALL})
COUNTRIES = tuple(CULTURES)
Forms = tuple[str, str, str]


@cache
def names_of(country: str, kind: str) -> tuple[Forms, ...]:
    """The names of one kind (women, men, families), the most frequent first, each in its three spellings."""
    culture = CULTURES[country]
    written = {"women": culture.women, "men": culture.men, "families": culture.families}[kind]
    parts = {"women": culture.women_parts, "men": culture.men_parts, "families": culture.family_parts}[kind]
    found = {name[0]: name for name in reversed((*_spelled(written), *_put_together(*parts, culture.join)))}
    return tuple(reversed(found.values()))


def _spelled(written: str) -> Iterator[Forms]:
    """Each name of a list as (native, romanised, romanised by another convention)."""
    return (_three(one.split("|")) for one in written.split(", ") if one)


def _put_together(stems: str, endings: str, join: str) -> Iterator[Forms]:
    """Frequent stems with frequent endings first."""
    first, second = list(_spelled(stems)), list(_spelled(endings))
    pairs = sorted((at + to, at, to) for at in range(len(first)) for to in range(len(second)))
    for _, at, to in pairs:
        stem, ending = first[at], second[to]
        yield stem[0] + join + ending[0], stem[1] + join + ending[1], stem[2] + join + ending[2]


def _three(forms: list[str]) -> Forms:
    plain = "".join(sign for sign in normalize("NFKD", forms[0]) if not combining(sign))
    return forms[0], forms[1] if len(forms) > 1 else plain, forms[-1] if len(forms) > 1 else plain
