"""The pages of linkage: what each desk sees, refusals with their reasons, a reviewer's way through the pairs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.site.cast import Cast
from tests.site.linkage.a_run import (
    CODE,
    a_list,
    an_audit,
    facts_of,
    linked,
    officer,
    open_run,
    people,
    stored,
    with_two_lists,
)

from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.linkage import actions
from palermo.site.linkage.linking.work import link_once
from palermo.site.linkage.models import EncodedList, LinkageRun, PairAnswer

pytestmark = pytest.mark.django_db


def desk(cast: Cast, role: str) -> Client:
    return cast.client(cast.accounts[role])


def file(data: bytes, name: str = "list.parquet") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def main(answer: object) -> str:
    page: str = answer.content.decode()  # type: ignore[attr-defined]
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def test_the_whole_way_without_a_script(cast: Cast) -> None:
    operator, sender = desk(cast, "linkage_operator"), desk(cast, "agency_data_officer")
    told = {"code": CODE, "purpose": "how many", "basis": "Act 7", "scheme": "palermo-1/1024/diffusion-5",
            "expires_on": str(timezone.localdate().replace(day=28, month=12)), "one_to_one": "on"}  # fmt: skip
    address = operator.post("/linkage/open/", told).headers["Location"]
    form = {"file": file(a_list(1)), "basis": "Act 1", "facts": file(facts_of(1), "facts.csv")}
    assert sender.post(f"{address}send/", form).headers["Location"] == address
    with scoped(officer(cast, "police")) as other:
        run, now = LinkageRun.objects.get(), timezone.now()
        actions.hand_in(other, run, actions.Sent(encodings=a_list(2), basis="Act 2", facts=facts_of(2)), now=now)
    assert operator.post(f"{address}link/").status_code == 422  # no audit yet
    assert operator.post(f"{address}audit/", {"file": file(an_audit(), "audit.json")}).status_code == 302
    assert operator.post(f"{address}link/").status_code == 302
    assert "waiting for its turn" in main(operator.get(address))
    assert link_once()
    page = main(operator.get(address))
    assert "Estimated precision" in page and "/linkage/pairs/" in page and "about 480" in page
    pair = page.split('href="/linkage/pairs/', 1)[1].split('"', 1)[0]
    following = operator.post(f"/linkage/pairs/{pair}", {"answer": "same"}).headers["Location"]
    assert following.startswith("/linkage/pairs/") and pair not in following
    assert "You said: one person." in main(operator.get(f"/linkage/pairs/{pair}"))
    assert operator.post(f"{address}close/").status_code == 302
    assert "as the run was closed" in main(sender.get(address))


def test_a_body_sees_received_checked_and_deleted_and_no_result(cast: Cast) -> None:
    run = with_two_lists(cast)
    stored(cast, run)
    page = main(desk(cast, "agency_data_officer").get(f"/linkage/{run.pk}/"))
    assert "of this run, whole, and large enough" in page and "477" in page
    for word in ("police", "precision", "Doubtful", "Links", "pair", "result"):
        assert word not in page, word


def test_the_statistician_sees_what_came_of_it_and_no_list_or_pair(cast: Cast) -> None:
    run = with_two_lists(cast)
    done = stored(cast, run)
    reads = desk(cast, "statistician")
    page = main(reads.get(f"/linkage/{run.pk}/"))
    assert "Estimated recall" in page and "/linkage/pairs/" not in page and "/delete/" not in page
    taken = reads.get(f"/linkage/results/{done.pk}/result.zip")
    assert taken.headers["Content-Disposition"] == f'attachment; filename="{CODE}-1.zip"'
    with scoped(cast.actor("auditor")):
        assert AuditEvent.objects.get(verb="link-run.take-out").role == "statistician"


def test_no_page_holds_an_id_of_a_record_or_a_value_of_a_fact(cast: Cast) -> None:
    run = with_two_lists(cast)
    done = linked(cast, run)
    operator = desk(cast, "linkage_operator")
    pages = [main(operator.get(f"/linkage/{run.pk}/"))]
    with scoped(cast.actor("linkage_operator")):
        pages += [main(operator.get(f"/linkage/pairs/{one.pk}/")) for one in done.pairs.all()[:5]]
    for record, given in people(1).select("record_id", "given").iter_rows():
        assert not any(f">{record}<" in page or (len(given) > 5 and given in page) for page in pages)
    assert not any(">female<" in page or ">male<" in page for page in pages)
    assert any("agrees" in page for page in pages[1:])


def test_a_refused_list_is_told_on_its_form_and_written_down(cast: Cast) -> None:
    run = open_run(cast)
    sender = desk(cast, "agency_data_officer")
    answer = sender.post(f"/linkage/{run.pk}/send/", {"file": file(a_list(1, run="other-run")), "basis": "Act 1"})
    assert answer.status_code == 200 and "linkage.encodings-differ" in main(answer)
    with scoped(cast.actor("auditor")):
        assert AuditEvent.objects.filter(verb="encodings.refuse", agency=cast.bodies["shelter"]).count() == 1
    with scoped(officer(cast)):
        assert not EncodedList.objects.exists()


def test_a_form_without_basis_or_file_says_so(cast: Cast) -> None:
    run = open_run(cast)
    answer = desk(cast, "agency_data_officer").post(f"/linkage/{run.pk}/send/", {"basis": ""})
    assert main(answer).count("govuk-error-message") == 2


@pytest.mark.parametrize("code", ["A B", "-x-", "ab", "é-2026", "x" * 61])
def test_a_run_id_can_stand_on_a_command_line(cast: Cast, code: str) -> None:
    told = {"code": code, "purpose": "p", "basis": "b", "scheme": "palermo-1/1024/diffusion-5",
            "expires_on": "2999-01-01"}  # fmt: skip
    assert "govuk-error-message" in main(desk(cast, "linkage_operator").post("/linkage/open/", told))


def test_an_answer_that_is_none_is_not_kept(cast: Cast) -> None:
    done = stored(cast, with_two_lists(cast))
    with scoped(cast.actor("linkage_operator")):
        pair = done.pairs.first()
        assert pair is not None
    assert desk(cast, "linkage_operator").post(f"/linkage/pairs/{pair.pk}/", {"answer": "perhaps"}).status_code == 200
    with scoped(cast.actor("linkage_operator")):
        assert not PairAnswer.objects.exists()


def test_a_page_asks_the_database_a_number_of_times_that_does_not_grow_with_pairs(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    run = with_two_lists(cast)
    linked(cast, run)
    operator = desk(cast, "linkage_operator")
    for address in ("/linkage/", f"/linkage/{run.pk}/"):
        with django_assert_max_num_queries(30):  # type: ignore[operator]
            operator.get(address)


@pytest.mark.parametrize("role", ["linkage_operator", "agency_data_officer", "statistician"])
def test_the_pages_are_arabic_where_that_was_chosen(cast: Cast, role: str) -> None:
    run = with_two_lists(cast)
    stored(cast, run)
    client = desk(cast, role)
    client.cookies["django_language"] = "ar"
    for address in ("/linkage/", f"/linkage/{run.pk}/"):
        answer = client.get(address)
        assert 'dir="rtl"' in answer.content.decode()
        assert "Legal basis" not in main(answer) and "Last day" not in main(answer)
