"""Word documents are read whole and in order; what is no document, or one made to do harm, is refused by name."""

import io
import time
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from pressdesk.ingest.errors import (
    SourceDamaged,
    SourceEmpty,
    SourceEncrypted,
    SourceError,
    SourceTooLarge,
    SourceUnsafe,
)
from pressdesk.ingest.formats.word import read_docx
from pressdesk.ingest.recognise import recognise
from tests.word_documents import DOCUMENT, cell, paragraph, part_of, run, table, with_footnote, with_part, word_document

PATH = Path("release.docx")
TITLE = "嵐灣創新港公布年度概覽"
LONG = "創新港今日公布年度概覽，園區合共有 620 間企業及 9,800 名從業員。"
STYLE = '<w:pStyle w:val="{}"/>'.format
BOLD = "<w:b/>"


def test_paragraphs_headings_and_tables_stand_in_the_documents_order() -> None:
    read = read_docx(
        PATH,
        word_document(
            paragraph(run(TITLE), STYLE("Title")),
            paragraph(run(LONG)),
            paragraph(run("企業　分布"), STYLE("Heading2")),
            table(cell("範疇") + cell("企業數目"), cell("人工智能") + cell("210")),
            paragraph(run("表後一段文字。")),
        ),
    )
    assert read.text.split("\n") == [
        TITLE, "", LONG, "", "企業　分布", "", "| 範疇 | 企業數目 |", "| 人工智能 | 210 |", "", "表後一段文字。", "",
    ]  # fmt: skip
    assert read.structure.headings == {0: 1, 4: 2}
    assert read.structure.tables == {6: 6, 7: 6}


def test_headers_and_footers_of_pages_are_not_read() -> None:
    text = read_docx(PATH, word_document(paragraph(run(LONG)))).text
    assert "running header" not in text and "第 1 頁" not in text


def test_what_was_inserted_is_read_and_what_was_deleted_or_hidden_is_not() -> None:
    inside = (
        run("共有 ")
        + '<w:del w:id="1" w:author="a"><w:r><w:delText>六百</w:delText></w:r></w:del>'
        + f'<w:ins w:id="2" w:author="a">{run("620")}</w:ins>'
        + run("間企業。")
        + run("內部備註", "<w:vanish/>")
        + f'<w:moveFrom w:id="3" w:author="a">{run("舊句。")}</w:moveFrom>'
    )
    assert read_docx(PATH, word_document(paragraph(inside))).text == "共有 620間企業。\n"


def test_text_of_links_boxes_fields_and_breaks_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('方框內的聯絡資料'))}</w:txbxContent>"
    inside = (
        '<w:hyperlink w:anchor="x">' + run("www.lanwan.example") + "</w:hyperlink>"
        "<w:r><w:br/></w:r>" + run("第二行") + "<w:r><w:noBreakHyphen/></w:r>" + run("完")
        + '<w:fldSimple w:instr=" DATE "><w:r><w:t>2025年12月4日</w:t></w:r></w:fldSimple>'
        + f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )  # fmt: skip
    text = read_docx(PATH, word_document(paragraph(inside), paragraph(run("其後")))).text
    assert text.split("\n") == ["www.lanwan.example", "第二行-完2025年12月4日", "", "方框內的聯絡資料", "", "其後", ""]


def test_a_carriage_return_in_a_run_moves_no_heading() -> None:
    read = read_docx(PATH, word_document(paragraph(run("甲&#13;乙")), paragraph(run("企業分布"), STYLE("Heading2"))))
    assert read.text.split("\n") == ["甲", "乙", "", "企業分布", ""]
    assert read.structure.headings == {3: 2}


def test_content_controls_and_footnotes_are_read() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('控制項內的一段。'))}</w:sdtContent></w:sdt>"
    noted = paragraph(run("增加 18%") + '<w:r><w:footnoteReference w:id="7"/></w:r>')
    data = with_footnote(word_document(control, noted, paragraph(run("最後一段。"))), 7, "與上年比較。")
    text = read_docx(PATH, data).text
    assert [line for line in text.split("\n") if line] == [
        "控制項內的一段。",
        "增加 18%",
        "最後一段。",
        "與上年比較。",
    ]


def test_a_merged_cell_is_told_once_and_columns_keep_their_places() -> None:
    first = cell("範疇", '<w:vMerge w:val="restart"/>') + cell("數目", '<w:gridSpan w:val="2"/>')
    second = cell("範疇", "<w:vMerge/>") + cell("企業") + cell("職位")
    third = cell("人工智能 | 雲") + cell("210") + cell("3,150")
    lines = read_docx(PATH, word_document(table(first, second, third))).text.split("\n")
    assert lines[:3] == ["| 範疇 | 數目 |  |", "|  | 企業 | 職位 |", "| 人工智能 ｜ 雲 | 210 | 3,150 |"]


def test_a_table_that_only_places_text_is_read_as_text() -> None:
    lines = [paragraph(run(text)) for text in (TITLE, LONG, "另一段。" * 60, "又一段。")]
    placed = "<w:tc><w:tcPr/>" + "".join(lines) + "</w:tc>"
    read = read_docx(PATH, word_document(table(cell("標誌") + placed, cell("") + cell("地址"))))
    assert not read.structure.tables
    assert [line for line in read.text.split("\n") if line] == [
        "標誌", TITLE, LONG, "另一段。" * 60, "又一段。", "地址",
    ]  # fmt: skip


def test_a_short_line_in_bold_over_a_paragraph_is_a_heading() -> None:
    read = read_docx(
        PATH,
        word_document(
            paragraph(run(TITLE, BOLD)),
            paragraph(run("（香港，2025年12月4日）" + LONG)),
            paragraph(run("企業及", BOLD) + run("從業員", BOLD)),
            paragraph(run(LONG)),
            paragraph(run("只有一個", BOLD) + run("詞是粗體")),
            title=TITLE,
        ),
    )
    assert read.structure.headings == {0: 1, 4: 2}
    release, _, _ = recognise("x", "release.docx", read.text, read.structure)
    assert (release.title, str(release.date), release.headings) == (TITLE, "2025-12-04", ("企業及從業員",))


@pytest.mark.parametrize("title", ["Word Document", "Microsoft Word - final_v7.doc", "範本"])
def test_a_title_in_the_properties_that_the_text_does_not_say_is_no_title(title: str) -> None:
    assert read_docx(PATH, word_document(paragraph(run(LONG)), title=title)).structure.fields == {}


def test_what_is_no_word_document_is_refused_by_name() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    whole = word_document(paragraph(run(LONG)))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "text")
    refused: list[tuple[bytes, type[SourceError]]] = [
        (old, SourceDamaged),
        (old + "EncryptedPackage".encode("utf-16-le"), SourceEncrypted),
        (whole[: len(whole) // 2], SourceDamaged),
        (other.getvalue(), SourceDamaged),
        (b"plain text", SourceDamaged),
        (with_part(whole, DOCUMENT, b"<w:document"), SourceDamaged),
        (word_document(), SourceEmpty),
    ]
    for data, error in refused:
        with pytest.raises(error, match=r"release\.docx") as raised:
            read_docx(PATH, data)
        assert raised.value.remedy


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    asked: list[str] = []

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Asked)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        whole = word_document(paragraph(run("SECRET")))
        for address in (secret.as_uri(), f"http://127.0.0.1:{server.server_port}/x"):
            xml = part_of(whole, DOCUMENT).replace(b"SECRET", b"&x;")
            declared = xml.replace(
                b"<w:document", f'<!DOCTYPE x [<!ENTITY x SYSTEM "{address}">]><w:document'.encode(), 1
            )
            with pytest.raises(SourceUnsafe, match="entities"):
                read_docx(PATH, with_part(whole, DOCUMENT, declared))
    finally:
        server.shutdown()
    assert asked == []


def test_entities_that_grow_without_end_are_refused_at_once() -> None:
    grown = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    whole = word_document(paragraph(run("SECRET")))
    xml = part_of(whole, DOCUMENT).replace(b"SECRET", b"&a9;")
    declared = xml.replace(b"<w:document", f'<!DOCTYPE x [<!ENTITY a0 "ha">{grown}]><w:document'.encode(), 1)
    # In UTF-16 the declaration is not to be found in the bytes.
    wide = declared.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    began = time.monotonic()
    for hostile in (declared, wide):
        with pytest.raises(SourceUnsafe, match="entities"):
            read_docx(PATH, with_part(whole, DOCUMENT, hostile))
    assert time.monotonic() - began < 5


def test_a_document_that_unpacks_without_end_is_refused() -> None:
    whole = word_document(paragraph(run(LONG)))
    with pytest.raises(SourceTooLarge, match="far more text"):
        read_docx(PATH, with_part(whole, "word/more.xml", b"<a>" + b" " * 40_000_000 + b"</a>"))
    with pytest.raises(SourceUnsafe, match="unpacks"):
        read_docx(PATH, with_part(whole, "word/media/image1.bmp", bytes(210_000_000)))


def test_tables_nested_deeper_than_any_writer_does_end_in_an_error() -> None:
    nested = "<w:tbl><w:tr><w:tc>" * 3_000 + paragraph(run("a")) + "</w:tc></w:tr></w:tbl>" * 3_000
    whole = word_document(paragraph(run("SECRET")))
    xml = part_of(whole, DOCUMENT).replace(b"<w:body>", b"<w:body>" + nested.encode(), 1)
    with pytest.raises(SourceError, match=r"release\.docx"):
        read_docx(PATH, with_part(whole, DOCUMENT, xml))
