"""The encoder's language bias, taken out where a question and a passage are in different languages.

Multilingual encoders put the texts of one language nearer each other than a text and its translation. Taking a
language's mean vector off its texts takes most of that away (Yang et al. 2021, "A Simple and Effective Method To
Eliminate the Self Language Bias in Multilingual Representations", §3, with the mean for the first component).
The means of passages and sentences come from the index; questions have no index, so their means are taken over
the questions below, which ask for every kind of thing and name nothing.
"""

from functools import cached_property

import numpy as np

from pressdesk.ingest.embed import Vectors

from .question_vectors import Questions

MEAN_QUESTIONS = {
    "en": (
        "How many people work there?",
        "How much did it cost?",
        "When was it founded?",
        "Who is the director?",
        "Where does it take place?",
        "What is the name of the new programme?",
        "Why was the decision made?",
        "Which company won the contract?",
        "How long did it last?",
        "What percentage of the members agreed?",
        "In what year was the first one built?",
        "What did the president say about the plan?",
        "What is the main reason for the change?",
        "How does the process work?",
        "What is the size of the area?",
        "What are the two kinds of support?",
        "What happened after the meeting?",
        "When does the exhibition open?",
        "What was the result of the vote?",
        "Who is responsible for safety?",
        "What type of material is used?",
        "How can people apply?",
        "What does the report say?",
        "Which places are mentioned?",
    ),
    "zh": (
        "那裡有多少人工作？",
        "一共花了多少錢？",
        "它是什麼時候成立的？",
        "負責人是誰？",
        "在哪裡舉行？",
        "新計劃叫什麼名字？",
        "為什麼要這樣決定？",
        "哪間公司得到合約？",
        "持續了多久？",
        "有百分之幾的成員同意？",
        "第一個是哪一年建成的？",
        "主席怎樣評價這個計劃？",
        "改變的主要原因是什麼？",
        "这个过程是怎样进行的？",
        "面积有多大？",
        "有哪两种支援？",
        "会议之后发生了什么？",
        "展览什么时候开始？",
        "投票的结果如何？",
        "谁负责安全？",
        "用的是哪种材料？",
        "市民可以怎样申请？",
        "报告说了什么？",
        "提到了哪些地方？",
    ),
}


class QuestionMeans:
    """Mean question vector of each language, shape (dimension,), computed on first use."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def of(self, language: str) -> Vectors:
        """The mean for a language group; for one that has no questions above, the mean of all."""
        return self._means.get(language, self._means["all"])

    @cached_property
    def _means(self) -> dict[str, Vectors]:
        means = {language: self._questions.across(texts).mean(axis=0) for language, texts in MEAN_QUESTIONS.items()}
        return means | {"all": np.mean(list(means.values()), axis=0)}
