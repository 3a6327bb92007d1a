"""Names of positions and technical fields in both languages, and how well a question's own fit what was asked for.

A name is looked up by the longest known alias it contains ("高级算法工程师（NLP 方向）" contains 算法工程师), so that
ranks and additions do not matter. A name that is not in the table still matches a question that names it literally.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

ANY = "any"

SAME = 1.0
NEAR = 0.7
GENERAL = 0.6
NONE = 0.0

_ROLES: dict[str, str] = {
    "algorithm": "算法工程师 机器学习工程师 深度学习工程师 人工智能工程师 算法研究员 算法 机器学习 深度学习 AI工程师 "
    "machine_learning_engineer ml_engineer deep_learning_engineer algorithm_engineer ai_engineer mle "
    "machine_learning deep_learning",
    "vision": "计算机视觉工程师 视觉算法工程师 图像算法工程师 CV算法工程师 CV工程师 视觉算法 "
    "computer_vision_engineer cv_engineer vision_engineer computer_vision",
    "language": "自然语言处理工程师 NLP算法工程师 NLP工程师 nlp_engineer natural_language_processing_engineer nlp",
    "llm": "大模型算法工程师 大模型工程师 大模型应用工程师 大语言模型工程师 大模型 llm_engineer "
    "large_language_model_engineer llm_application_engineer prompt_engineer llm generative_ai_engineer",
    "recommendation": "推荐算法工程师 搜索算法工程师 广告算法工程师 推荐系统工程师 推荐算法 搜推 "
    "recommendation_engineer recommender_systems_engineer search_engineer",
    "research": "研究科学家 AI研究科学家 研究员 AI研究员 科学家 research_scientist ai_research_scientist "
    "research_engineer applied_scientist researcher",
    "speech": "语音算法工程师 语音识别工程师 speech_engineer speech_recognition_engineer",
    "mlops": "机器学习平台工程师 AI平台工程师 推理工程师 部署工程师 模型部署工程师 mlops_engineer mlops "
    "ml_platform_engineer inference_engineer ai_infrastructure_engineer",
    "data_science": "数据科学家 数据挖掘工程师 数据挖掘 data_scientist data_science data_mining_engineer",
    "data_analysis": "数据分析师 数据分析 商业分析师 data_analyst business_analyst analytics_engineer",
    "data_engineering": "数据工程师 大数据开发工程师 大数据工程师 数据开发 数仓工程师 数据仓库工程师 大数据 "
    "data_engineer big_data_engineer etl_engineer",
    "backend": "后端工程师 后端开发工程师 后端开发 后台开发 服务端开发 后端 Java工程师 Java开发 Go工程师 Go开发 "
    "Python工程师 Python开发 back_end_engineer back_end_developer back_end backend_engineer "
    "backend_developer backend java_developer "
    "java_engineer go_developer python_developer server_engineer",
    "frontend": "前端工程师 前端开发工程师 前端开发 前端 front_end_engineer frontend_engineer frontend_developer "
    "front_end_developer front_end frontend web_developer",
    "fullstack": "全栈工程师 全栈开发 全栈 full_stack_engineer fullstack_engineer full_stack_developer "
    "fullstack_developer",
    "software": "软件工程师 软件开发工程师 软件开发 开发工程师 程序员 研发工程师 software_engineer software_developer "
    "sde swe programmer c++工程师 c++开发 c++_developer",
    "mobile": "移动端开发 安卓开发 Android开发 iOS开发 客户端开发 客户端工程师 android_developer ios_developer "
    "mobile_engineer mobile_developer",
    "embedded": "嵌入式工程师 嵌入式软件工程师 嵌入式开发 嵌入式 单片机 驱动工程师 embedded_engineer "
    "embedded_software_engineer firmware_engineer embedded",
    "quality": "测试工程师 测试开发工程师 测试开发 软件测试 质量工程师 test_engineer qa_engineer qa sdet tester "
    "quality_assurance",
    "operations": "运维工程师 运维开发 云计算工程师 DevOps工程师 SRE operations_engineer devops_engineer devops sre "
    "site_reliability_engineer cloud_engineer system_administrator",
    "security": "安全工程师 网络安全工程师 信息安全 网络安全 security_engineer security_analyst cybersecurity",
    "database": "数据库工程师 数据库管理员 dba database_administrator database_engineer",
    "robotics": "机器人工程师 机器人算法工程师 自动驾驶工程师 自动驾驶 SLAM工程师 控制工程师 robotics_engineer "
    "autonomous_driving_engineer slam_engineer",
    "product": "产品经理 AI产品经理 产品 product_manager pm product_owner",
    "project": "项目经理 项目管理 project_manager program_manager scrum_master",
    "operation": "运营 用户运营 产品运营 内容运营 operations_specialist growth_manager",
    "design": "设计师 UI设计师 UX设计师 交互设计师 产品设计师 ui_designer ux_designer product_designer designer",
    "manager": "技术经理 技术负责人 研发经理 engineering_manager tech_lead technical_lead team_lead",
}

_NEAR_ROLES: tuple[frozenset[str], ...] = (
    frozenset({"algorithm", "vision", "language", "llm", "recommendation", "research", "speech", "data_science",
               "mlops", "robotics"}),
    frozenset({"backend", "fullstack", "software", "database", "operations"}),
    frozenset({"frontend", "fullstack", "software", "mobile"}),
    frozenset({"software", "embedded", "robotics"}),
    frozenset({"data_science", "data_analysis", "data_engineering"}),
    frozenset({"mlops", "operations", "backend"}),
    frozenset({"quality", "software"}),
    frozenset({"security", "operations"}),
    frozenset({"product", "project", "operation"}),
    frozenset({"manager", "software", "project"}),
    frozenset({"data_engineering", "database", "backend"}),
)  # fmt: skip

_DOMAINS: dict[str, str] = {
    "ai": "人工智能 机器学习 深度学习 算法 ai artificial_intelligence machine_learning ml deep_learning dl aigc",
    "cv": "计算机视觉 图像处理 图像识别 视觉 cv computer_vision vision image_processing",
    "nlp": "自然语言处理 文本挖掘 nlp natural_language_processing",
    "llm": "大模型 大语言模型 生成式AI 智能体 llm large_language_models large_language_model generative_ai agents rag",
    "recommendation": "推荐系统 推荐 搜索 广告 搜广推 recommendation recommender_systems search ads",
    "speech": "语音 语音识别 语音合成 speech asr tts",
    "robotics": "机器人 自动驾驶 robotics autonomous_driving slam",
    "deployment": "模型部署 推理加速 部署 deployment inference mlops ai_infrastructure",
    "data": "数据 数据科学 数据分析 大数据 数据挖掘 数据工程 数据仓库 data data_science data_analysis big_data "
    "data_engineering analytics",
    "backend": "后端 服务端 后台 分布式系统 微服务 backend back_end server distributed_systems java go",
    "frontend": "前端 网页开发 frontend front_end web web_development",
    "mobile": "移动端 安卓 客户端 mobile android ios",
    "embedded": "嵌入式 单片机 物联网 硬件 embedded firmware iot hardware",
    "software": "软件 软件工程 软件开发 计算机 计算机基础 计算机科学 编程 software software_engineering "
    "computer_science cs programming",
    "database": "数据库 database databases sql",
    "research": "研究 科研 学术 research ai_research",
    "operations": "运维 运营维护 operations 云计算 云原生 devops cloud sre cloud_native",
    "security": "安全 网络安全 信息安全 security cybersecurity",
    "quality": "测试 软件测试 质量 testing qa",
    "network": "网络 计算机网络 network networking",
    "product": "产品 互联网产品 product product_management",
}

_NEAR_DOMAINS: tuple[frozenset[str], ...] = (
    *(frozenset({"ai", part}) for part in ("cv", "nlp", "llm", "recommendation", "speech", "robotics", "deployment")),
    frozenset({"ai", "research"}),
    frozenset({"ai", "embedded"}),
    frozenset({"nlp", "llm"}),
    frozenset({"ai", "data"}),
    frozenset({"cv", "robotics"}),
    *(frozenset({"software", part}) for part in ("backend", "frontend", "mobile", "embedded", "database", "quality",
                                                 "network", "operations", "security")),
    frozenset({"backend", "database"}),
    frozenset({"backend", "operations"}),
    frozenset({"backend", "network"}),
    frozenset({"data", "database"}),
)  # fmt: skip


def _folded(name: str) -> str:
    """NFKC, lower case; separators become one space."""
    return re.sub(r"[\s_\-/·|,，、()（）]+", " ", unicodedata.normalize("NFKC", name).casefold()).strip()


_HEAD_NOUNS = ("产品经理", "项目经理", "设计师", "product manager", "project manager", "program manager", "designer")
"""What the position is when they occur, whatever field stands beside them ("AI 产品经理")."""


def _aliases(table: dict[str, str]) -> list[tuple[str, str]]:
    found = [(_folded(alias), group) for group, names in table.items() for alias in names.split()]
    return sorted(found, key=lambda item: (item[0] not in _HEAD_NOUNS, -len(item[0]), item[0]))


_ROLE_ALIASES = _aliases(_ROLES)
_DOMAIN_ALIASES = _aliases(_DOMAINS)


def _contains(name: str, alias: str) -> bool:
    """Latin aliases as whole words, "ml" not in "html"; Chinese ones anywhere, white space apart."""
    if re.search(r"[\u3400-\u9fff]", alias):
        return alias.replace(" ", "") in name.replace(" ", "")
    return re.search(rf"(?<![a-z0-9]){re.escape(alias)}(?![a-z0-9+])", name) is not None


def _group(name: str, aliases: list[tuple[str, str]]) -> str | None:
    folded = _folded(name)
    return next((group for alias, group in aliases if _contains(folded, alias)), None)


@lru_cache(maxsize=4096)
def role_group(name: str) -> str | None:
    """The table's own name of a position, None when it is not known."""
    return _group(name, _ROLE_ALIASES)


@lru_cache(maxsize=4096)
def domain_group(name: str) -> str | None:
    """The table's own name of a technical field, None when it is not known."""
    return _group(name, _DOMAIN_ALIASES)


def is_any(name: str) -> bool:
    """Whether the name means every position or field."""
    return _folded(name) in ("", ANY, "通用", "不限", "all", "general")


@lru_cache(maxsize=65_536)
def role_fit(role: str, wanted: tuple[str, ...]) -> float:
    """1 the same position, 0.7 a neighbouring one, 0.6 a question for any, 0 another. ``role`` any fits all."""
    if is_any(role):
        return SAME
    return max((_fit(role, name, role_group, _NEAR_ROLES) for name in wanted), default=NONE)


@lru_cache(maxsize=65_536)
def domain_fit(domain: str, wanted: str) -> float:
    """1 the same field, 0.7 a neighbouring one, 0.6 a question for any, 0 another. ``domain`` any fits all."""
    if is_any(domain):
        return SAME
    return _fit(domain, wanted, domain_group, _NEAR_DOMAINS)


def _fit(asked: str, own: str, group_of: Callable[[str], str | None], near: Iterable[frozenset[str]]) -> float:
    if is_any(own):
        return GENERAL
    if _folded(asked) == _folded(own):
        return SAME
    left, right = group_of(asked), group_of(own)
    if left is None or right is None:
        return NONE
    if left == right:
        return SAME
    return NEAR if any(left in family and right in family for family in near) else NONE
