"""Names of positions, fields and skills in two languages."""

from __future__ import annotations

import pytest

from desktop.interview.roles import domain_fit, role_fit, role_group
from desktop.interview.skills import display_name, skills_in, topics_in


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("算法工程师", "machine learning engineer"),
        ("Senior ML Engineer", "算法工程师"),
        ("高级后端开发工程师（Go）", "backend engineer"),
        ("AI research scientist", "研究员"),
        ("Front-end Developer", "前端工程师"),
        ("AI 产品经理", "product manager"),
    ],
)
def test_the_same_position_in_other_words(asked: str, own: str) -> None:
    assert role_fit(asked, (own,)) == 1.0


def test_neighbours_strangers_and_any() -> None:
    assert 0 < role_fit("计算机视觉工程师", ("算法工程师",)) < 1
    assert role_fit("前端工程师", ("算法工程师",)) == 0
    assert 0 < role_fit("pastry chef", ("any",)) < 1
    assert role_fit("any", ("算法工程师",)) == 1
    assert role_fit("Pastry chef", ("pastry  CHEF",)) == 1
    assert role_group("HTML wizard") is None
    assert domain_fit("人工智能", "AI") == 1
    assert 0 < domain_fit("computer vision", "AI") < 1
    assert domain_fit("frontend", "AI") == 0


def test_skills_meet_across_languages() -> None:
    zh = skills_in("负责大模型微调（LoRA）与模型部署，熟悉 TensorRT、Kubernetes")
    en = skills_in("Fine-tuning of large language models, TensorRT deployment, k8s")
    assert {"fine-tuning", "language models", "deployment", "containers"} <= zh & en


def test_only_whole_words_and_real_names_count() -> None:
    assert "go" not in skills_in("I want to go to category theory lectures")
    assert skills_in("GPA 3.9, email me at a@b.example, phone 138-0000-0000") == frozenset()
    assert skills_in("trained YOLOv8 and MyNetV2") == {"detection", "mynetv2"}
    assert skills_in("") == frozenset()
    assert topics_in("熟悉倒排索引", ["倒排索引", "光线追踪"]) == {"倒排索引"}
    assert topics_in("storages", ["storage"]) == {"storage"}
    assert display_name("fine-tuning", "zh") == "微调"
