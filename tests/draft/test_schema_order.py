"""The XML of drafted files follows the schema: order of children, required parts, references.

Word refuses or repairs files whose property elements stand in another order than ECMA-376 gives.
"""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree

from pipeline.draft import draft, load_template
from pipeline.draft.template import find_templates

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
    "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct "
    "topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
    "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
    "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect "
    "bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW "
    "jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
    "tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
    "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi "
    "rtlGutter docGrid printerSettings",
    "tblBorders": "top left start bottom right end insideH insideV",
    "pBdr": "top left bottom right between bar",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden "
    "unhideWhenUsed qFormat locked personal rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "settings": "writeProtection view zoom removePersonalInformation trackRevisions "
    "defaultTabStop evenAndOddHeaders characterSpacingControl footnotePr endnotePr compat docVars "
    "rsids themeFontLang clrSchemeMapping shapeDefaults decimalSymbol listSeparator",
    "compat": "useSingleBorderforContiguousCells wpJustification noTabHangInd noLeading spaceForUL "
    "noColumnBalance balanceSingleByteDoubleByteWidth noExtraLineSpacing "
    "doNotLeaveBackslashAlone ulTrailSpace doNotExpandShiftReturn spacingInWholePoints "
    "lineWrapLikeWord6 printBodyTextBeforeHeader printColBlack wpSpaceWidth showBreaksInFrames "
    "subFontBySize suppressBottomSpacing suppressTopSpacing suppressSpacingAtTopOfPage "
    "suppressTopSpacingWP suppressSpBfAfterPgBrk swapBordersFacingPages convMailMergeEsc "
    "truncateFontHeightsLikeWP6 mwSmallCaps usePrinterMetrics doNotSuppressParagraphBorders "
    "wrapTrailSpaces footnoteLayoutLikeWW8 shapeLayoutLikeWW8 alignTablesRowByRow "
    "forgetLastTabAlignment adjustLineHeightInTable autoSpaceLikeWord95 noSpaceRaiseLower "
    "doNotUseHTMLParagraphAutoSpacing layoutRawTableWidth layoutTableRowsApart "
    "useWord97LineBreakRules doNotBreakWrappedTables doNotSnapToGridInCell "
    "selectFldWithFirstOrLastChar applyBreakingRules doNotWrapTextWithPunct "
    "doNotUseEastAsianBreakRules "
    "useWord2002TableStyleRules growAutofit useFELayout compatSetting",
    "font": "altName panose1 charset family notTrueType pitch sig",
}
TEMPLATES = find_templates()


def parts(made):
    package = zipfile.ZipFile(io.BytesIO(made.to_bytes()))
    return {name: etree.fromstring(package.read(name)) for name in package.namelist()}


def documents():
    for name in sorted(TEMPLATES):
        template = load_template(TEMPLATES[name])
        yield name, draft(template, template.example)
    notice = load_template(TEMPLATES["通知"])
    organs = ["江州市财政局", "江州市教育局", "江州市卫生健康委员会"]
    more = {"发文机关": organs, "签发人": ["甲", "乙", "丙"], "份号": "1", "密级": "秘密"}
    for layout in ("文件", "信函", "命令", "纪要"):
        yield layout, draft(notice, {**notice.example, **more}, layout=layout)
    table = "| 甲 | 乙 |\n|:--|--:|\n| 1 | **2** |\n"
    body = f"# 一级\n## 二级。正文。\n表：名 {{横排}}\n{table}[[分页]]\n{table}"
    data = {**notice.example, "正文": body, "附件": [{"标题": "甲", "正文": body}, "乙"]}
    yield "tables", draft(notice, data)


@pytest.fixture(scope="module")
def made():
    return [(name, document, parts(document)) for name, document in documents()]


def test_children_stand_in_the_order_of_the_schema(made):
    for name, _, trees in made:
        for part, tree in trees.items():
            for tag, order in ORDER.items():
                places = {child: at for at, child in enumerate(order.split())}
                for element in tree.iter(f"{W}{tag}"):
                    names = [child.tag.removeprefix(W) for child in element]
                    assert set(names) <= set(places), (name, part, tag, names)
                    found = [places[child] for child in names]
                    assert found == sorted(found), (name, part, tag, names)


def test_every_reference_has_its_target(made):
    for name, _, trees in made:
        styles = {s.get(f"{W}styleId") for s in trees["word/styles.xml"].iter(f"{W}style")}
        relations = {r.get("Id"): r.get("Target") for r in trees["word/_rels/document.xml.rels"]}
        for target in relations.values():
            assert f"word/{target}" in trees
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
            for part in trees.values():
                for element in part.iter(f"{W}{tag}"):
                    assert element.get(f"{W}val") in styles, (name, tag, element.get(f"{W}val"))
        for element in trees["word/document.xml"].iter():
            if element.get(f"{R}id"):
                assert element.get(f"{R}id") in relations


def test_styles_are_told_apart(made):
    for _, _, trees in made:
        styles = list(trees["word/styles.xml"].iter(f"{W}style"))
        for key in (f"{W}styleId", None):
            names = [s.get(key) if key else s.find(f"{W}name").get(f"{W}val") for s in styles]
            assert len(names) == len(set(names)), sorted(names)


def test_tables_have_a_grid_heads_and_whole_rows(made):
    for name, _, trees in made:
        for table in trees["word/document.xml"].iter(f"{W}tbl"):
            widths = [int(c.get(f"{W}w")) for c in table.find(f"{W}tblGrid")]
            assert widths and min(widths) > 0, name
            for row in table.iter(f"{W}tr"):
                assert row.find(f"{W}trPr/{W}cantSplit") is not None
                spans = [
                    int(s.get(f"{W}val"))
                    if (s := c.find(f"{W}tcPr/{W}gridSpan")) is not None
                    else 1
                    for c in row.iter(f"{W}tc")
                ]
                assert sum(spans) == len(widths), name
            for cell in table.iter(f"{W}tc"):
                assert cell[-1].tag == f"{W}p"
            if table.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val") == "GwGridTable":
                assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None


def test_no_theme_font_and_an_east_asian_font_in_every_style(made):
    for _, _, trees in made:
        for part in trees.values():
            for fonts in part.iter(f"{W}rFonts"):
                assert not [key for key, _ in fonts.items() if "Theme" in key]
        for style in trees["word/styles.xml"].iter(f"{W}style"):
            if style.get(f"{W}customStyle") and style.get(f"{W}type") == "paragraph":
                fonts = style.find(f"{W}rPr/{W}rFonts")
                assert fonts is None or fonts.get(f"{W}eastAsia")
        default = trees["word/styles.xml"].find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
        assert default.get(f"{W}eastAsia")


def test_quotes_and_dashes_are_marked_as_east_asian(made):
    for name, _, trees in made:
        for run in trees["word/document.xml"].iter(f"{W}r"):
            text = "".join(t.text or "" for t in run.iter(f"{W}t"))
            if set("“”‘’—…·") & set(text):
                fonts = run.find(f"{W}rPr/{W}rFonts")
                assert fonts is not None and fonts.get(f"{W}hint") == "eastAsia", (name, text)


def test_the_same_data_gives_the_same_document():
    notice = load_template(TEMPLATES["通知"])
    one, two = (draft(notice, notice.example).to_bytes() for _ in range(2))
    first, second = (zipfile.ZipFile(io.BytesIO(data)) for data in (one, two))
    assert first.namelist() == second.namelist()
    for name in first.namelist():
        if name != "docProps/core.xml":
            assert first.read(name) == second.read(name)
