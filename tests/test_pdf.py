"""What comes back from a PDF."""

import random
import re
import shutil
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.platypus import Paragraph

from pressdesk.ingest.chunk import Chunker
from pressdesk.ingest.errors import SourceDamaged, SourceEncrypted, SourceError, SourceTooLarge
from pressdesk.ingest.formats import scanned
from pressdesk.ingest.formats.extracted import Extracted
from pressdesk.ingest.formats.pdf import MAX_PAGES, SourceScanned, read_pdf
from pressdesk.ingest.recognise import recognise
from pressdesk.ingest.sentence import split_sentences
from pressdesk.ingest.structure import Doubt, DoubtKind

from .pdf_files import drawn, paragraphs, pdf, style, table

ROOT = Path(__file__).resolve().parents[1]
TITLE = "創新港公布年度概覽 企業融資逾五十億元"
FIRST = (
    "（香港，2025年12月4日）嵐灣創新港管理局今日公布年度概覽，涵蓋截至十月底共十二個月的數字。園區合共有六百二十間企業及"
    "九千八百名從業員，企業全年提交四百一十二項專利申請，較上年增加一成八，並從市場取得合共五十七億元融資。"
)
SECOND = (
    "創新港行政總裁陸敏儀表示：「這一年市道並不容易，企業仍然肯花錢做研究、肯請人，是我最看重的一點。年度概覽不是成績表，"
    "而是一本帳：錢從哪裡來、人在做甚麼、成果去了哪裡，都應該讓公眾看得清楚。往後我們會繼續每年公開。」"
)
ROWS = (
    ("範疇", "企業數目", "從業員"),
    ("人工智能", "210", "3,150"),
    ("生命健康", "145", "2,260"),
    ("合計", "355", "5,410"),
)
ENGLISH = (
    "The Harbour’s electricity use per square metre has fallen by 11 per cent since 2022, even though laboratory hours "
    "have lengthened over the same period. About half of that saving came from replacing lights and fans, and most of "
    "the rest came from resetting the ventilation of rooms that stood empty at night."
)


def read(data: bytes) -> Extracted:
    return read_pdf(Path("x.pdf"), data)


def lines(extracted: Extracted) -> list[str]:
    return [line for line in extracted.text.split("\n") if line]


def body(count: int) -> list[str]:
    """So many different paragraphs."""
    chance = random.Random(7)
    clauses = re.findall(r"[^，。：、；「」]{6,}", FIRST + SECOND)
    return ["，".join(chance.sample(clauses, 6)) + f"，共{number}項。" for number in range(100, 100 + count)]


def test_paragraphs_come_back_each_on_a_line() -> None:
    found = lines(read(pdf(paragraphs(FIRST, SECOND))))
    assert found == [FIRST, SECOND]


def test_english_lines_are_joined_by_spaces() -> None:
    found = lines(read(pdf(paragraphs(ENGLISH, ENGLISH[:120], font="Times-Roman"), columns=2)))
    assert found == [ENGLISH, ENGLISH[:120].strip()]


def test_the_title_and_headings_are_told_by_their_size() -> None:
    content = [
        *paragraphs("新聞稿", size=20),
        *paragraphs(TITLE, size=18),
        *paragraphs(FIRST),
        *paragraphs("來年重點", size=14),
        *paragraphs(SECOND),
    ]
    extracted = read(pdf(content))
    text = extracted.text.split("\n")
    assert {text[number]: level for number, level in extracted.structure.headings.items()} == {TITLE: 1, "來年重點": 2}


def test_a_bold_line_over_a_paragraph_is_a_heading() -> None:
    content = [
        *paragraphs("Annual review published today", font="Helvetica-Bold"),
        *paragraphs(ENGLISH, font="Helvetica"),
        *paragraphs("What comes next", font="Helvetica-Bold"),
        *paragraphs(ENGLISH, font="Helvetica"),
    ]
    extracted = read(pdf(content))
    text = extracted.text.split("\n")
    found = {text[number]: level for number, level in extracted.structure.headings.items()}
    assert found == {"Annual review published today": 1, "What comes next": 2}


def test_running_lines_and_page_numbers_are_taken_off_and_cut_paragraphs_joined() -> None:
    def decorate(canvas, number: int) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 800, "Lanwan Innovation Harbour Authority")
        canvas.drawCentredString(300, 40, f"Page {number} of 9")

    texts = body(60)
    found = lines(read(pdf(paragraphs(*texts), decorate=decorate)))
    assert found == texts


def test_what_only_one_page_has_at_its_edge_stays() -> None:
    def decorate(canvas, number: int) -> None:
        if number == 2:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(60, 800, "Embargoed until noon")

    assert "Embargoed until noon" in lines(read(pdf(paragraphs(*body(60)), decorate=decorate)))


def test_two_columns_are_read_one_after_the_other() -> None:
    texts = body(40)
    found = lines(read(pdf(paragraphs(*texts), columns=2)))
    assert "".join(found) == "".join(texts)
    assert sum(text in found for text in texts) >= 36  # a paragraph that a column's end cuts after a stop stays cut


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_comes_back_in_rows(ruled: bool) -> None:
    extracted = read(pdf([*paragraphs(FIRST), table(ROWS, ruled=ruled), *paragraphs(SECOND)]))
    text = extracted.text.split("\n")
    at = text.index("| 範疇 | 企業數目 | 從業員 |")
    assert text[at : at + 4] == [f"| {' | '.join(row)} |" for row in ROWS]
    assert extracted.structure.tables == dict.fromkeys(range(at, at + 4), at)
    assert [line for line in text if line and line[0] != "|"] == [FIRST, SECOND]


def test_a_table_that_a_page_cuts_is_one() -> None:
    rows = [("項目", "數目"), *((f"第{n}項", f"{n:,}") for n in range(1, 90))]
    extracted = read(pdf([table(rows)]))
    assert len(extracted.structure.tables) == 90
    assert len(set(extracted.structure.tables.values())) == 1


def test_the_documents_title_counts_only_where_the_text_says_it() -> None:
    content = [*paragraphs(TITLE), *paragraphs(FIRST)]
    assert read(pdf(content, title="Microsoft Word - draft 3.doc")).structure.fields == {}
    extracted = read(pdf([*paragraphs(TITLE), *paragraphs(FIRST)], title=TITLE))
    assert extracted.structure.fields == {"title": TITLE}
    assert recognise("x", "x.pdf", extracted.text, extracted.structure)[0].title == TITLE


def test_every_sentence_of_a_release_is_cited_from_its_pdf() -> None:
    source = (ROOT / "corpus" / "2026-02-26-budget-response.zh-Hant.txt").read_text("utf-8")
    wanted = [line for line in source.split("\n") if line.strip()]
    content = [Paragraph(line, style(18 if number == 3 else 11)) for number, line in enumerate(wanted)]
    extracted = read(pdf(content, columns=2))
    release, repaired, parts = recognise("x", "x.pdf", extracted.text, extracted.structure)
    chunker = Chunker(count_tokens=len, max_tokens=400)
    cited = {
        re.sub(r"\s", "", release.text[sentence.start : sentence.end])
        for passage in chunker.passages(release, repaired, parts)
        for sentence in passage.sentences
    }
    said = "".join(cited)
    original, before, held = recognise("x", "x.txt", source)
    sentences = [
        re.sub(r"\s", "", original.text[sentence.start : sentence.end])
        for passage in chunker.passages(original, before, held)
        for sentence in passage.sentences
    ]
    assert len(sentences) > 20
    assert [sentence for sentence in sentences if sentence not in said] == []
    assert original.date == release.date


def test_hyphens_at_line_ends_are_undone_where_the_document_divides_words() -> None:
    def draw(canvas, _: int) -> None:
        canvas.setFont("Times-Roman", 11)
        for number, line in enumerate(
            [
                "The laboratory has pub-",
                "lished a long-term plan,",
                "and the ventila-",
                "tion of its rooms, says",
                "the long-",
                "term plan, will change.",
            ]
        ):
            canvas.drawString(60, 700 - 15 * number, line)

    found = " ".join(lines(read(drawn(1, draw))))
    assert "published a long-term plan" in found
    assert "ventilation of its rooms" in found
    assert "the long-term plan, will" in found


@pytest.fixture
def no_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("no_tesseract")
def test_a_page_without_text_is_told() -> None:
    def draw(canvas, number: int) -> None:
        if number != 2:
            canvas.drawString(60, 700, f"The harbour opened its pier number {number} today.")

    extracted = read(drawn(3, draw))
    assert len(lines(extracted)) == 2
    assert extracted.structure.doubts == (Doubt(DoubtKind.NOT_READ, (2,)),)


def scan(text: str) -> bytes:
    fonts = [*Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc")]
    if not fonts:
        pytest.skip("needs fonts-noto-cjk")
    picture = Image.new("L", (2480, 1200), 255)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(text.split("\n")):
        draw.text((250, 200 + 110 * number), line, 0, ImageFont.truetype(str(fonts[0]), 56))

    def place(canvas, _: int) -> None:
        canvas.drawInlineImage(picture, 0, 400, 595, 288)

    return drawn(1, place)


@pytest.mark.usefixtures("no_tesseract")
def test_a_scan_is_refused_without_tesseract() -> None:
    with pytest.raises(SourceScanned, match=r"it is a scan.*tesseract"):
        read(scan("嵐灣創新港公布年度概覽"))


def test_a_scan_is_read_by_tesseract_and_said_to_be() -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("needs tesseract with chi_tra")
    extracted = read(scan("園區合共有六百二十間企業及九千八百名從業員，企業全年\n提交四百一十二項專利申請。"))
    assert "六百二十間企業" in extracted.text
    assert extracted.structure.doubts == (Doubt(DoubtKind.MACHINE_READ, (1,)),)


def test_no_scanned_page_is_begun_when_the_time_for_all_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanned, "SECONDS_IN_ALL", -1.0)
    with pytest.raises(SourceScanned):
        read(scan("嵐灣創新港公布年度概覽"))


def test_an_encrypted_pdf_is_refused() -> None:
    with pytest.raises(SourceEncrypted):
        read(pdf(paragraphs(FIRST), password="secret"))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"<html>no</html>", b"\x00" * 4096])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(SourceDamaged):
        read(data)


def test_a_pdf_cut_anywhere_is_read_or_refused() -> None:
    whole = pdf(paragraphs(*body(20)))
    for part in range(1, 20):
        try:
            extracted = read(whole[: len(whole) * part // 20])
        except SourceError:
            continue
        assert extracted.text.strip()


def test_two_thousand_pages_are_refused_at_once() -> None:
    data = drawn(2000, lambda canvas, number: canvas.drawString(60, 700, f"Page {number}, with some text on it."))
    began = time.monotonic()
    with pytest.raises(SourceTooLarge, match=f"2,000 pages, more than {MAX_PAGES}"):
        read(data)
    assert time.monotonic() - began < 10


def test_sentences_are_whole_over_pages() -> None:
    """A sentence that a page's end cuts is one again."""
    texts = body(60)
    whole = [text[slice(*span)] for text in texts for span in split_sentences(text)]
    found = "\n".join(lines(read(pdf(paragraphs(*texts)))))
    assert [sentence for sentence in whole if sentence not in found] == []
