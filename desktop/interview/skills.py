"""Which skills a text names, in either language: what a job asks for, what a résumé shows, what a question is about.

Three sources, all plain look-ups, so that nothing in a document can do more than match: a table of skills with their
Chinese and English names; the topics of the bank's own questions; and names written with capitals or digits inside
("PyTorch", "LoRA", "C++", "YOLOv8").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from desktop.domain.question import Question

_TABLE = """
backpropagation|反向传播|back propagation|backprop
gradients|梯度消失|梯度爆炸|vanishing gradient|exploding gradient|gradient clipping|梯度裁剪
optimisation|优化器|梯度下降|optimizer|gradient descent|adam|sgd|学习率|learning rate
overfitting|过拟合|欠拟合|正则化|regularization|regularisation|dropout|underfitting
normalisation|批归一化|层归一化|归一化|batch norm|batchnorm|layer norm|layernorm|batch normalization
losses|损失函数|交叉熵|loss function|cross entropy|focal loss
metrics|评价指标|评估指标|准确率|召回率|precision|recall|auc|f1|evaluation metric|混淆矩阵|confusion matrix
convolution|卷积|cnn|convolution|convolutional|resnet|感受野|receptive field
recurrent|循环神经网络|rnn|lstm|gru|recurrent neural
attention|注意力|自注意力|attention|transformer|变换器
pretraining|预训练|bert|gpt|pretraining|pre-training|pretrained
language models|大模型|大语言模型|llm|large language model|生成式
fine-tuning|微调|fine-tune|fine-tuning|finetuning|lora|peft|qlora|sft
alignment|对齐|rlhf|dpo|强化学习人类反馈|preference optimization
retrieval|检索增强|rag|向量检索|向量数据库|retrieval augmented|retrieval-augmented|vector database|faiss|milvus
agents|智能体|工具调用|agent|tool calling|function calling
prompting|提示词|提示工程|prompt engineering|prompting
tokenisation|分词|bpe|tokenizer|tokenization
detection|目标检测|检测器|object detection|detector|yolo|faster r-cnn|detr
segmentation|图像分割|语义分割|实例分割|segmentation|unet|u-net
generation|扩散模型|生成对抗|diffusion|gan|stable diffusion|vae
multimodal|多模态|multimodal|clip|vision-language|图文
speech|语音识别|语音合成|asr|tts|speech recognition
recommendation|推荐系统|recommender|recommendation
candidate generation|多路召回|召回模型|召回阶段|召回层|向量召回|双塔|candidate generation|two-tower|负采样|负样本
ranking|精排|排序模型|点击率|ranking model|ctr|多任务学习|multi-task
cold start|冷启动|cold start
search|搜索引擎|倒排索引|elasticsearch|inverted index|search engine
classic learning|决策树|随机森林|xgboost|lightgbm|gbdt|svm|逻辑回归|random forest|decision tree|logistic regression
clustering|聚类|降维|k-means|kmeans|pca|clustering
reinforcement|强化学习|reinforcement learning|ppo|q-learning
distributed training|分布式训练|数据并行|模型并行|ddp|deepspeed|fsdp|nccl|distributed training|megatron|data parallel
mixed precision|混合精度|fp16|bf16|mixed precision|amp
quantisation|量化|quantization|quantisation|int8|gptq|awq
pruning|剪枝|蒸馏|pruning|distillation
deployment|模型部署|推理引擎|tensorrt|onnx|triton|vllm|model serving|inference engine|mnn|ncnn|openvino
inference speed|推理加速|推理优化|kv 缓存|kv缓存|键值缓存|kv cache|key-value cache|inference speed
gpu programming|cuda|显存|gpu memory|gpu kernel
data imbalance|类别不平衡|数据不平衡|样本不均衡|class imbalance|imbalanced|long tail|长尾
augmentation|数据增强|数据扩充|data augmentation
labelling|数据标注|标注质量|data labeling|annotation|数据清洗|data cleaning
feature engineering|特征工程|feature engineering|feature store
experiments|实验设计|消融|ablation|显著性|significance|confidence interval|置信区间|可复现|reproduc|controls
a/b tests|ab测试|ab 测试|a/b 测试|对照实验|a/b|a/b test|ab test
bad cases|坏例|badcase|bad case|错误分析|error analysis
monitoring|监控|告警|数据漂移|monitoring|drift|observability|prometheus|grafana
time series|时间序列|时序预测|time series|forecasting
graphs|图神经网络|gnn|graph neural|知识图谱|knowledge graph
python|python|numpy|pandas
deep learning frameworks|深度学习框架|pytorch|tensorflow|jax|paddlepaddle
c++|c++|cpp
java|java|jvm|spring|springboot
go|golang|go语言|goroutine
javascript|javascript|typescript|react|vue|前端|frontend|front-end
sql|sql|mysql|postgresql|postgres|数据库|database|索引|事务
nosql|redis|mongodb|缓存|cache|caching|nosql
queues|消息队列|kafka|rabbitmq|rocketmq|message queue
microservices|微服务|microservice|rpc|grpc|服务治理
concurrency|并发|多线程|线程|协程|锁|concurrency|multithread|thread|mutex|deadlock
networking|tcp|http|计算机网络|网络协议|networking|tls
operating systems|操作系统|linux|内存管理|operating system|virtual memory|进程
containers|docker|kubernetes|k8s|容器|云原生|container
ci|持续集成|ci/cd|devops|jenkins|continuous integration|git
testing|单元测试|自动化测试|测试用例|unit test|integration test|test automation
big data|大数据|spark|hadoop|hive|big data
data warehouse|数据仓库|数仓|维度建模|分层建模|data warehouse|dimensional model|etl
stream processing|实时数仓|流式计算|实时数据|flink|stream processing|streaming data
data quality|数据质量|数据校验|data quality|血缘|data lineage
algorithms|数据结构|算法题|动态规划|leetcode|data structure|dynamic programming|complexity|复杂度
system design|系统设计|高可用|高并发|架构设计|system design|scalab|high availability|architecture
security|网络安全|加密|鉴权|security|encryption|authentication|xss|csrf
edge devices|端侧|移动端|edge device|on-device|mobile
embedded|嵌入式|单片机|embedded|firmware|microcontroller|stm32|cortex-m
device protocols|物联网协议|mqtt|coap|lorawan|ble|蓝牙|zigbee|modbus
serial buses|串口|uart|spi|i2c|rs-485|can bus|can 总线
real-time systems|实时操作系统|rtos|freertos|中断|interrupt
low power|低功耗|功耗|low power|battery|电池
firmware update|远程升级|固件升级|ota|over the air|firmware update|bootloader
secure boot|安全启动|secure boot
watchdog|看门狗|watchdog
real time video|实时视频|视频流|视频分析|video stream|real-time video|rtsp
product sense|需求分析|产品设计|product sense|requirement
user research|用户研究|用户访谈|访谈|user research|interviews with
retention|留存|retention|activation|churn
prioritisation|优先级|priorities|prioriti|roadmap
pricing|定价|pricing
leadership|带团队|团队管理|技术管理|leadership|mentor|led a team|team lead
communication|沟通|跨部门|协作|communication|cross-functional|stakeholder|collaborat
pressure|抗压|压力|截止日期|deadline|pressure
papers|论文|顶会|paper|publication|neurips|cvpr|icml|acl
"""

_MARKED_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9+#.-]*(?:[a-z][A-Z]|[A-Z]{2}|[A-Za-z][0-9]|\+\+|#))[A-Za-z][A-Za-z0-9+#.-]{1,24}"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_SHORT_END = r"(?:s|-?v?\d{1,2}[a-z]?)?(?![a-z0-9+])"
_ABBREVIATIONS = "gpa hr ceo cto usa uk url pdf id ok cv bsc msc phd mba it http https www qq tel email"
_NOT_SKILLS = frozenset(_ABBREVIATIONS.split())
_MAX_CHARS = 60_000


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:_MAX_CHARS]).casefold()


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Chinese names anywhere, Latin ones from the beginning of a word; long ones ("scalab") may be stems, short ones
    plural or with a version ("YOLOv8")."""
    parts = []
    for name in sorted(set(names), key=lambda value: (-len(value), value)):
        escaped = re.escape(name)
        if _HAN.search(name):
            parts.append(escaped)
        else:
            parts.append(rf"(?<![a-z0-9]){escaped}" + ("" if len(name) >= 6 else _SHORT_END))
    return re.compile("|".join(parts))


_NAMES: dict[str, tuple[str, ...]] = {}
for _line in _TABLE.strip().splitlines():
    _label, *_names = _line.split("|")
    _NAMES[_label] = tuple(_names)
_PATTERNS = {label: _pattern(_folded(name) for name in names) for label, names in _NAMES.items()}


@lru_cache(maxsize=8192)
def skills_in(text: str) -> frozenset[str]:
    """Labels of the table's skills that the text names, and names with capitals or digits inside, folded."""
    folded = _folded(text)
    found = {label for label, pattern in _PATTERNS.items() if pattern.search(folded)}
    for match in _MARKED_NAME.finditer(unicodedata.normalize("NFKC", text[:_MAX_CHARS])):
        name = match.group().rstrip(".-").casefold()
        if name not in _NOT_SKILLS and not any(pattern.fullmatch(name) for pattern in _PATTERNS.values()):
            found.add(name)
    return frozenset(found)


def question_skills(question: Question) -> frozenset[str]:
    """What the question is about: skills named in its topic and text, and its own topic's parts.

    Outside theory the area only names the round ("system design"), and those of behaviour are no skills ("growth").
    """
    named = skills_in(f"{question.topic}\n{question.text}")
    if question.round == "system_design":
        named -= {"system design"}
    if question.kind == "behavioural":
        return named
    return named | frozenset(topic_parts(question.topic)[question.round != "theory" :])


def topic_parts(topic: str) -> tuple[str, ...]:
    """``area/detail`` split and folded."""
    return tuple(part.strip().casefold() for part in topic.split("/") if part.strip())


def topics_in(text: str, topics: Iterable[str]) -> frozenset[str]:
    """Those topic parts (folded, at least three characters, since "数据" would be found in "数据库") that the text
    names literally."""
    folded = _folded(text)
    literal = (topic for topic in topics if len(topic) >= 3 and topic in folded)
    return frozenset(topic for topic in literal if _HAN.search(topic) or _pattern([topic]).search(folded))


def display_name(skill: str, language: str) -> str:
    """A skill's name for people: the table's first Chinese name, or its English label."""
    names = _NAMES.get(skill)
    if names is None or language == "en":
        return skill
    return next((name for name in names if _HAN.search(name)), names[0])
