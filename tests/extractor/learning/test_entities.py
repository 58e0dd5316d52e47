from dataclasses import replace

import spacy

from extractor.evaluation.truth import Evidence
from extractor.fields.entities import words_for_entities
from extractor.fields.words import Work, make_doc
from extractor.layout import sheet
from extractor.learning.entities import labelled, learn_entities
from tests.extractor.learning.papers import FIELDS, decision, known, profiles

NAME_BOX = (500.0, 825.0, 700.0, 850.0)


def work() -> Work:
    file = known(FIELDS, decision())
    document = file.dossier.documents[0]
    made = make_doc(spacy.blank("xx").vocab, document, [sheet(file.dossier.pages[0])], profiles())._.work
    assert isinstance(made, Work)
    return made


def test_rows_and_columns_end_without_a_space() -> None:
    doc = words_for_entities(spacy.blank("xx").vocab, work())
    ends = [token.text for token in doc if not token.whitespace_]
    assert {"NINH", "NAM", "CHÍNH", "phúc", "Bình"} <= set(ends)


def test_words_are_labelled_where_the_value_stands() -> None:
    truth = known(FIELDS, decision()).truth.documents[0]
    placed = truth.model_copy(update={"evidence": {"signer_name": Evidence(page=1, box=NAME_BOX)}})
    doc = labelled(spacy.blank("xx"), work(), placed)
    assert [(entity.text.strip(), entity.label_) for entity in doc.ents] == [("Nguyễn Thị Bình", "PERSON")]


def test_what_a_pen_wrote_and_what_was_not_made_out_stays_open() -> None:
    truth = known(FIELDS, decision()).truth.documents[0]
    evidence = {"signer_name": Evidence(page=1, box=NAME_BOX)}
    misread = truth.model_copy(update={"evidence": evidence, "fields": {**FIELDS, "signer_name": "Trần Quốc Hưng"}})
    penned = truth.model_copy(update={"evidence": evidence, "handwritten": frozenset(["signer_name"])})
    for each in (misread, penned):
        doc = labelled(spacy.blank("xx"), work(), each)
        assert not doc.ents
        assert [token.text for token in doc if token.ent_iob == 0] == ["Nguyễn", "Thị", "Bình"]


def test_the_same_files_give_the_same_recogniser() -> None:
    file = known(FIELDS, decision())
    truth = file.truth.documents[0].model_copy(update={"evidence": {"signer_name": Evidence(page=1, box=NAME_BOX)}})
    file = replace(file, truth=file.truth.model_copy(update={"documents": (truth,)}))
    one, other = learn_entities([file], profiles()), learn_entities([file], profiles())
    assert one.get_pipe("ner").model.to_bytes() == other.get_pipe("ner").model.to_bytes()
