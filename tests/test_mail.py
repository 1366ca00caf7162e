"""A release comes from a mail with its subject and day, without what the mail put around it."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from pressdesk.ingest.errors import SourceDamaged, SourceEmpty, SourceError, SourceTooLarge
from pressdesk.ingest.formats.archive import members
from pressdesk.ingest.formats.extracted import Extracted
from pressdesk.ingest.formats.mail import read_eml
from pressdesk.ingest.recognise import recognise

PATH = Path("release.eml")
TITLE = "創新港公布年度概覽"
LONG = "創新港今日公布年度概覽，園區合共有 620 間企業及 9,800 名從業員，較上年增加 18%。"
CONTACT = "傳媒查詢\n曾可盈\n電話：+852 5550 0142\n電郵：hoying.tsang@lanwan.example"


def mail(text: str = "", html: str = "", subject: str = TITLE, charset: str = "utf-8", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "創新港 <press@lanwan.example>"
    message["Date"] = headers.get("date", "Thu, 04 Dec 2025 00:30:00 +0800")
    if text:
        message.set_content(text, charset=charset)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message


def shown(extracted: Extracted) -> list[str]:
    """The lines that are read."""
    numbered = enumerate(extracted.text.split("\n"))
    return [line for number, line in numbered if line.strip() and number not in extracted.structure.skipped]


@pytest.mark.parametrize("charset", ["utf-8", "big5", "gb18030"])
def test_text_in_the_charset_that_it_declares(charset: str) -> None:
    extracted = read_eml(PATH, mail(LONG, charset=charset).as_bytes())
    assert shown(extracted) == [LONG]
    assert extracted.structure.fields == {"title": TITLE, "date": "2025-12-04"}


@pytest.mark.parametrize(
    ("declared", "written"),
    [("gb2312", "gb18030"), ("big5", "big5hkscs"), ("us-ascii", "utf-8"), ("x-nothing", "big5")],
)
def test_charsets_that_mails_name_wrongly(declared: str, written: str) -> None:
    text = LONG + ("嘅嗰啲" if written != "big5" else "")
    head = f"Subject: =?utf-8?B?5qaC6Ka9?=\nContent-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: 8bit\n\n"
    extracted = read_eml(PATH, head.encode() + text.encode(written))
    assert shown(extracted) == [text]
    assert extracted.structure.fields["title"] == "概覽"


@pytest.mark.parametrize(
    "subject",
    [f"FW: {TITLE}", f"Fwd: RE: {TITLE}", f"轉寄：{TITLE}", f"转发: 回复：{TITLE}", f"【新聞稿】{TITLE}", f"[EXTERNAL] Press release: {TITLE}"],
)  # fmt: skip
def test_the_title_is_the_subject_without_what_its_way_put_before_it(subject: str) -> None:
    assert read_eml(PATH, mail(LONG, subject=subject).as_bytes()).structure.fields["title"] == TITLE


def test_a_line_that_says_the_subject_is_the_title_and_a_date_line_goes_before_the_mails_day() -> None:
    text = f"新聞稿\n\n{TITLE}\n\n（香港，2025年12月3日）{LONG}\n\n{CONTACT}\n"
    extracted = read_eml(PATH, mail(text, subject=f"Fw: {TITLE}").as_bytes())
    assert extracted.structure.fields == {}
    release, _, _ = recognise("x", "release.eml", extracted.text, extracted.structure)
    assert (release.title, str(release.date)) == (TITLE, "2025-12-03")
    assert release.contact.email == "hoying.tsang@lanwan.example"


def test_the_page_is_read_where_it_says_as_much_and_the_text_where_it_says_more() -> None:
    rich = f"<html><body><h1>{TITLE}</h1><p>{LONG}</p><table><tr><th>範疇<th>數目<tr><td>人工智能<td>210</table></body></html>"
    extracted = read_eml(PATH, mail(f"{TITLE}\n{LONG}", rich).as_bytes())
    assert shown(extracted) == [TITLE, LONG, "| 範疇 | 數目 |", "| 人工智能 | 210 |"]
    assert extracted.structure.headings == {0: 1}
    extracted = read_eml(PATH, mail(LONG, "<p>請以瀏覽器閱讀。</p>").as_bytes())
    assert shown(extracted) == [LONG]


def test_nothing_of_a_mails_page_is_left_out_but_what_is_hidden() -> None:
    html = f'<div style="display:none">preheader</div><div class="footer"><p>{LONG}</p></div><nav>導覽</nav>'
    assert shown(read_eml(PATH, mail(html=html).as_bytes())) == [LONG, "導覽"]


def test_flowed_lines_are_one() -> None:
    body = "The harbour opens \nat nine and \ncloses at five.\n\nA line of its own.\nAnother.\n"
    for flowed, delsp, first in (
        ("; format=flowed", "", "The harbour opens at nine and closes at five."),
        ("; format=flowed", "; delsp=yes", "The harbour opensat nine andcloses at five."),
    ):
        head = f"Subject: x\nContent-Type: text/plain; charset=utf-8{flowed}{delsp}\n\n"
        assert shown(read_eml(PATH, (head + body).encode())) == [first, "A line of its own.", "Another."]


@pytest.mark.parametrize(
    "headers",
    [
        "---------- Forwarded message ---------\nFrom: 創新港 <press@lanwan.example>\nDate: Wed, 3 Dec 2025 at 09:30\nSubject: 新聞稿：{title}\nTo: <news@paper.example>",
        "-----Original Message-----\nFrom: press@lanwan.example\nSent: Wednesday, December 3, 2025 9:30 AM\nTo: news@paper.example;\n another@paper.example\nSubject: {title}",
        "寄件者: 創新港\n寄件日期: 2025年12月3日 09:30\n收件者: 採訪主任\n主旨: {title}",
    ],
)
def test_what_was_forwarded_is_read_with_its_own_subject_and_day(headers: str) -> None:
    text = f"請跟進，謝謝。\n陳大文 2345 6789\n\n{headers.format(title=TITLE)}\n\n{LONG}\n\n{CONTACT}\n"
    extracted = read_eml(PATH, mail(text, subject="FW: 請跟進").as_bytes())
    assert shown(extracted) == [LONG, *CONTACT.split("\n")]
    assert "請跟進，謝謝。" in extracted.text
    assert extracted.structure.fields == {"title": TITLE, "date": "2025-12-03"}


def test_a_signature_and_a_notice_are_not_read() -> None:
    notice = "This e-mail and its attachments are confidential and intended for the addressee only."
    text = f"{LONG}\n\n{CONTACT}\n\n-- \n林小姐\n辦公室 2345 6789\n\n{notice}\n"
    assert shown(read_eml(PATH, mail(text).as_bytes())) == [LONG, *CONTACT.split("\n")]


def test_a_signature_that_alone_says_whom_to_call_is_read() -> None:
    assert shown(read_eml(PATH, mail(f"{LONG}\n\n-- \n林小姐 2345 6789\n").as_bytes()))[-1] == "林小姐 2345 6789"


def test_attached_files_are_members() -> None:
    message = mail(LONG)
    inner = mail("內附另一則新聞稿。", subject="另一則")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="../../年度概覽.pdf")
    message.add_attachment("第二份。".encode(), maintype="text", subtype="plain", filename="年度.txt")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    message.add_attachment(inner)
    found = {member.name: member.read() for member in members(PATH, message.as_bytes())}
    assert list(found) == ["年度概覽.pdf", "年度.txt", "另一則.eml"]
    assert found["年度概覽.pdf"] == b"%PDF-1.7"
    assert found["年度.txt"].decode() == "第二份。"
    assert shown(read_eml(PATH, found["另一則.eml"])) == ["內附另一則新聞稿。"]
    assert shown(read_eml(PATH, message.as_bytes())) == [LONG]


def test_what_is_no_mail_is_refused_by_name() -> None:
    only_file = mail()
    only_file.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    many = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 2_000
    for data, error in (
        (b"", SourceDamaged),
        (b"\x00\x01\x02" * 50, SourceDamaged),
        (only_file.as_bytes(), SourceEmpty),
        (many, SourceTooLarge),
        (mail("a" * 9_000_000).as_bytes(), SourceTooLarge),
    ):
        with pytest.raises(error, match=r"release\.eml") as raised:
            read_eml(PATH, data)
        assert raised.value.remedy


@pytest.mark.parametrize(
    "data",
    [
        b"Subject: =?utf-8?B?" + b"A" * 100_000 + b"?=\n\ntext",
        b"From: " + b"(" * 50_000 + b"\n\ntext",
        b"Content-Type: text/plain; charset*0*=" + b"%" * 50_000 + b"\n\ntext",
        b"Date: " + b"9" * 5_000 + b"\n\ntext",
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1_000)) + b"\ntext",
        b"Subject: " + b"FW: " * 100_000 + b"\n\ntext",
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(39))
        + b"\ntext" * 300_000,
        b"Content-Type: text/plain\n\ntext" + b" " * 4_000_000 + b"\n" * 4_000_000,
        b"Content-Type: message/rfc822\n\n" * 3_000 + b"Subject: a\n\ntext",
        b"Content-Type: text/html\n\n" + b"<div>" * 90_000 + b"text",
        b"X: y\n" * 200_000 + b"\ntext",
    ],
)
def test_mails_made_to_hang_a_parser_end_in_a_text_or_an_error(data: bytes) -> None:
    try:
        read = read_eml(PATH, data)
    except SourceError:
        read = None
    try:
        found = list(members(PATH, data))
    except SourceError:
        found = []
    assert read is None or "text" in read.text or found
