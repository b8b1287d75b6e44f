"""What the bodies call things: headers and codes in several languages, as their forms have them."""

from collections.abc import Mapping
from types import MappingProxyType

_FIELDS = (
    *("record_id", "family_name", "given_name", "full_name", "birth_date", "birth_year", "age", "sex", "citizenship"),
    *("opened_on", "purpose", "status", "decided_on", "consent", "referred_on", "referred_to", "closed_on"),
    *("stint_id", "person_record", "facility", "in_at", "out_at", "release_reason", "last_seen_at", "reported_at"),
    *("outcome", "stage", "charges", "convictions", "return_kind", "left_on", "service", "channel", "disability"),
    *("means", "place", "recovered_at", "invented", "withdrawn_on", "suspects", "event", "event_on"),
)
_WRITTEN = {
    "plain": "|".join(_FIELDS),
    "title": "Ref No.|Surname|First name(s)|Name|Date of birth|Year of birth|Age|Sex|Nationality|Date opened|Type of "
    "exploitation|Status|Date of decision|Consent given|Date referred|Referred to|Date closed|Booking no.|Person no.|"
    "Facility|Booked in|Booked out|Reason of release|Last seen|Reported|Outcome|Stage|Charges|Convictions|"
    "Kind of return|Left on|Service|Channel|Disability|Means|Place|Recovered|MADE UP|"
    "Consent withdrawn|Suspects|Event in custody|Day of event",
    "code": "ID|LN|FN|NAME|DOB|YOB|AGE|SX|NAT|DT_OPEN|EXPL|STAT|DT_DEC|CONS|DT_REF|REF_TO|DT_CLOSE|STINT|PID|FAC|DT_IN|"
    "DT_OUT|REL|DT_SEEN|DT_REP|OUTC|STAGE|CHG|CONV|RET|DT_LEFT|SERV|CHAN|DIS|MEANS|PLACE|DT_REC|INVENTED|DT_WDR|SUSP|EVT|DT_EVT",
    "french": "N° de dossier|Nom|Prénom|Nom complet|Date de naissance|"
    "Année de naissance|Âge|Sexe|Nationalité|Ouvert le|"
    "Exploitation|Statut|Décidé le|Consentement|Orienté le|Orienté vers|Clos le|N° d’écrou|N° de personne|Lieu|Entrée|"
    "Sortie|Motif de sortie|Vu le|Signalé le|Issue|Étape|Chefs|Condamnations|Retour|Parti le|Service|Canal|Handicap|"
    "Moyen|Région|Retrouvé le|INVENTÉ|Consentement retiré le|Suspects|Incident|Incident le",
    "spanish": "Expediente|Apellidos|Nombre|Nombre completo|Fecha de nacimiento|"
    "Año de nacimiento|Edad|Sexo|Nacionalidad|"
    "Abierto el|Explotación|Estado|Decidido el|Consentimiento|Derivado el|"
    "Derivado a|Cerrado el|Ingreso n.º|Persona n.º|"
    "Centro|Entrada|Salida|Motivo de salida|Visto el|Denunciado el|Resultado|Etapa|Cargos|Condenas|Retorno|Salió el|"
    "Servicio|Canal|Discapacidad|Medio|Lugar|Hallado el|INVENTADO|"
    "Consentimiento retirado el|Sospechosos|Incidente|Incidente el",
    "russian": "Номер дела|Фамилия|Имя|Полное имя|Дата рождения|Год рождения|"
    "Возраст|Пол|Гражданство|Открыто|Эксплуатация|"
    "Статус|Дата решения|Согласие|Направлено|Куда направлено|Закрыто|Номер записи|Номер лица|Учреждение|Принят|Убыл|"
    "Причина|Видели|Заявлено|Исход|Стадия|Обвинения|Приговоры|Возвращение|Выехал|Услуга|Канал|Инвалидность|Средство|"
    "Место|Найден|ВЫМЫШЛЕНО|Согласие отозвано|Подозреваемые|Происшествие|День происшествия",
    "arabic": "رقم الملف|اسم العائلة|الاسم|الاسم الكامل|تاريخ الميلاد|سنة الميلاد|"
    "العمر|الجنس|الجنسية|تاريخ الفتح|الاستغلال|"
    "الحالة|تاريخ القرار|الموافقة|تاريخ الإحالة|الجهة|تاريخ الإغلاق|رقم القيد|رقم الشخص|المرفق|الدخول|الخروج|السبب|"
    "آخر مشاهدة|تاريخ البلاغ|النتيجة|المرحلة|التهم|الإدانات|العودة|تاريخ المغادرة|الخدمة|القناة|الإعاقة|الوسيلة|المكان|"
    "تاريخ العثور|بيانات مختلقة|سحب الموافقة في|المشتبه بهم|الحادث|تاريخ الحادث",
    "chinese": "编号|姓|名|姓名|出生日期|出生年份|年龄|性别|国籍|立案日期|剥削形式|"
    "状态|认定日期|同意|转介日期|转介机构|结案日期|"
    "羁押编号|人员编号|场所|入所|出所|出所原因|最后见到|报案日期|结果|阶段|罪名数|定罪数|返回方式|离境日期|服务|渠道|残疾|手段|"
    "地点|找回日期|虚构|撤回同意日期|嫌疑人数|事件|事件日期",
    "thai": "เลขที่|นามสกุล|ชื่อ|ชื่อเต็ม|วันเกิด|ปีเกิด|อายุ|เพศ|สัญชาติ|วันที่เปิด|การแสวงหาประโยชน์|สถานะ|วันที่ตัดสิน|ความยินยอม|"
    "วันที่ส่งต่อ|ส่งต่อไปที่|วันที่ปิด|เลขกักตัว|เลขบุคคล|สถานที่|เข้า|ออก|เหตุผล|เห็นล่าสุด|แจ้งเมื่อ|ผล|ขั้นตอน|ข้อหา|คำพิพากษา|การกลับ|"
    "ออกเมื่อ|บริการ|ช่องทาง|ความพิการ|วิธีการ|พื้นที่|พบเมื่อ|สมมติ|ถอนความยินยอมเมื่อ|ผู้ต้องสงสัย|เหตุการณ์|วันที่เกิดเหตุ",
    "ethiopic": "መለያ|የአያት ስም|ስም|ሙሉ ስም|የልደት ቀን|የልደት ዓመት|ዕድሜ|ጾታ|ዜግነት|የተከፈተበት|ብዝበዛ|ሁኔታ|የውሳኔ ቀን|ፈቃድ|የተላከበት|የተላከበት ቦታ|"
    "የተዘጋበት|የእስር ቁጥር|የሰው ቁጥር|ተቋም|የገባበት|የወጣበት|ምክንያት|የታየበት|የተነገረበት|ውጤት|ደረጃ|ክሶች|ፍርዶች|መመለስ|የሄደበት|አገልግሎት|መንገድ|"
    "ጉዳተኝነት|ዘዴ|ቦታ|የተገኘበት|የተፈጠረ|ፈቃድ የተነሳበት|ተጠርጣሪዎች|ክስተት|የክስተት ቀን",
}
STYLES = tuple(_WRITTEN)
HEADERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        style: MappingProxyType(dict(zip(_FIELDS, written.split("|"), strict=True)))
        for style, written in _WRITTEN.items()
    }
)

_SEX = {
    "plain": "female|male|other",
    "title": "Female|Male|Other",
    "code": "2|1|9",
    "french": "Femme|Homme|Autre",
    "spanish": "Mujer|Hombre|Otro",
    "russian": "женский|мужской|иной",
    "arabic": "أنثى|ذكر|آخر",
    "chinese": "女|男|其他",
    "thai": "หญิง|ชาย|อื่น",
    "ethiopic": "ሴት|ወንድ|ሌላ",
}
_STATUS = {
    "plain": "presumed|identified|not_a_victim|declined|withdrawn",
    "title": "Potential victim|Confirmed|Negative decision|Declined|Withdrew",
    "code": "P|I|N|D|W",
    "french": "présumée|identifiée|écartée|a décliné|s’est retirée",
    "spanish": "presunta|identificada|descartada|declinó|se retiró",
    "russian": "предполагаемый|установлен|не является|отказ|отозвано",
    "arabic": "محتمل|مؤكد|غير ضحية|رفض|انسحب",
    "chinese": "疑似|认定|非受害人|拒绝|撤回",
    "thai": "สงสัย|ยืนยัน|ไม่ใช่|ปฏิเสธ|ถอน",
    "ethiopic": "የተጠረጠረ|የተረጋገጠ|አይደለም|እምቢ|ተወ",
}
_YES = {
    "plain": "yes|no",
    "title": "Yes|No",
    "code": "1|0",
    "french": "oui|non",
    "spanish": "sí|no",
    "russian": "да|нет",
    "arabic": "نعم|لا",
    "chinese": "是|否",
    "thai": "ใช่|ไม่",
    "ethiopic": "አዎ|አይ",
}
_STATUSES = ("presumed", "identified", "not_a_victim", "declined", "withdrawn")


def words_for(field: str, codes: tuple[str, ...], style: str) -> dict[str, str]:
    """Code → what a body of this style writes: a word of its language, else a number or the name of the code."""
    written = {"sex": _SEX, "status": _STATUS, "consent": _YES}.get(field)
    if written is not None:
        return dict(zip(codes, written[style].split("|"), strict=True))
    if style == "plain":
        return {code: code for code in codes}
    if style == "title":
        return {code: code.replace("_", " ").capitalize() for code in codes}
    return {code: f"{field[0].upper()}{at:02d}" for at, code in enumerate(codes, 1)}
