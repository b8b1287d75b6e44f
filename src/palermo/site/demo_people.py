"""Who the invented country's bodies and people are: words alone, which the sign-in page of a demonstration shows."""

DEMO_PASSWORD = "only-for-the-demonstration"  # noqa: S105  # printed on the page itself

BODIES = (
    ("office", "commission", "Coordination Office of Meridia", "مكتب التنسيق في ميريديا"),
    ("shelters", "ngo", "Shelters of Meridia", "دور الإيواء في ميريديا"),
    ("police", "police", "Police of Meridia", "شرطة ميريديا"),
    ("rapporteur", "independent", "National Rapporteur", "المقرر الوطني"),
    ("border-guard", "agency", "Border Guard", "حرس الحدود"),
    ("labour-inspection", "agency", "Labour Inspection", "تفتيش العمل"),
    ("hotline", "ngo", "Hotline of Meridia", "الخط الساخن في ميريديا"),
)
PEOPLE = (
    ("amal", "shelters", "Amal", "case_worker"),
    ("noor", "shelters", "Noor", "agency_manager"),
    ("dina", "shelters", "Dina", "agency_data_officer"),
    ("reem", "shelters", "Reem", "referral_desk"),
    ("karim", "police", "Karim", "agency_manager"),
    ("omar", "police", "Omar", "agency_data_officer"),
    ("yara", "police", "Yara", "case_worker"),
    ("alia", "police", "Alia", "alert_officer"),
    ("tariq", "police", "Tariq", "tip_desk"),
    ("salma", "rapporteur", "Salma", "custody_monitor"),
    ("ziad", "rapporteur", "Ziad", "auditor"),
    ("nadia", "rapporteur", "Nadia", "agency_manager"),
    ("basma", "border-guard", "Basma", "agency_manager"),
    ("fadi", "border-guard", "Fadi", "agency_data_officer"),
    ("huda", "labour-inspection", "Huda", "agency_manager"),
    ("majed", "labour-inspection", "Majed", "agency_data_officer"),
    ("rasha", "hotline", "Rasha", "agency_manager"),
    ("lamia", "hotline", "Lamia", "case_worker"),
    ("hana", "office", "Hana", "plan_secretary"),
    ("leila", "office", "Leila", "linkage_operator"),
    ("munir", "office", "Munir", "linkage_operator"),
    ("sami", "office", "Sami", "statistician"),
    ("rana", "office", "Rana", "report_editor"),
    ("adam", "office", "Adam", "system_admin"),
)


def demo_logins() -> list[str]:
    """The sign-in names of the demonstration."""
    return [f"{name}@{body}" for name, body, _, _ in PEOPLE]
