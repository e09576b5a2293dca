from plaudit.core import Unscored
from plaudit.rules.flaky import flaky
from tests.fakes import pair


def test_the_stated_share_fails() -> None:
    scores = [s for v in flaky(0.2).score([pair(str(k), "yes", "no") for k in range(500)]) for s in v.scores]
    failed = [s for s in scores if isinstance(s, Unscored)]
    assert 150 <= len(failed) <= 250  # 200 expected of 1,000, within 4 standard deviations
    assert {s.why for s in failed} == {"down"}


def test_none_and_all() -> None:
    sample = pair("a", "yes", "no")
    assert not any(isinstance(s, Unscored) for s in flaky(0.0).score([sample])[0].scores)
    assert all(isinstance(s, Unscored) for s in flaky(1.0).score([sample])[0].scores)
