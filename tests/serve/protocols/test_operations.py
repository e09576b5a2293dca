from __future__ import annotations

from tests.serve.live import http, metric


def test_scores_and_failures_are_counted_by_reason(url: str) -> None:
    names = ("plaudit_samples_total", "plaudit_responses_scored_total", 'plaudit_responses_unscored_total{why="media"}')
    before = [metric(url, name) for name in names]
    broken = {"content": [{"type": "image_url", "image_url": {"url": "http://localhost/x.png"}}]}
    http.post(f"{url}/rerank", json={"query": "What?", "documents": ["Red.", broken, "Blue."]})
    assert [metric(url, name) - b for name, b in zip(names, before, strict=True)] == [1, 2, 1]
