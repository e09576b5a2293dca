from __future__ import annotations

from plaudit.report.elements import Html, element, join


def test_text_is_escaped_and_markup_is_not() -> None:
    assert element("p", "a < b & c", element("b", "<i>")) == "<p>a &lt; b &amp; c<b>&lt;i&gt;</b></p>"


def test_attributes() -> None:
    made = element("img", src='x"y', class_="wide", data_n=3, hidden=True, alt="", title=None, loop=False)
    assert made == '<img src="x&quot;y" class="wide" data-n="3" hidden alt="">'


def test_children_may_be_nested_or_nothing() -> None:
    assert element("ul", None, (element("li", x) for x in "ab"), [["c"]]) == "<ul><li>a</li><li>b</li>c</ul>"
    assert join([Html("<br>"), "<br>"]) == "<br>&lt;br&gt;"
