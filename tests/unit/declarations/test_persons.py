from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.declarations.persons import same_person


@pytest.mark.parametrize(
    "other",
    [
        "B. Engineer",
        "b engineer",
        "B.ENGINEER ",
        "Engineer, B.",
        "b.engineer@example.org",
        "B.Engineer+waivers@other.example",
        "B. Engineer <be@example.org>",
        "Security team <b_engineer@example.org>",
        "\uff22. Engineer",
        "Engineer B.",
        "B. Engineer (CISO)",
        "mailto:b.engineer@example.org",
        "B. Éngineer",
        "Bert Engineer",
        "Dr. B. Engineer",
        "B. Engineer, CISO",
        "B. Engineer - Security",
        "B. X. Engineer",
        "[ext] B. Engineer",
        "Engineer",
        "bengineer@example.org",
        "engineerb7@example.org",
        "engineer.b@other.example",
        "B. Eng\u200bineer",
        "B. Eng ineer",
        # The first letter is Cyrillic, the second name all Greek letters.
        "\u0412. Engineer",
        "\u0392. \u0395\u03bd\u03b3\u03b9\u03bd\u03b5\u03b5\u03c1",
    ],
)
def test_however_somebody_is_written_it_is_one_person(other: str) -> None:
    assert same_person("B. Engineer", other)
    assert same_person(other, "B. Engineer")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Rossi", "A. Rossi"),
        ("Anna Rossi", "Rossi Anna"),
        ("Anna Rossi", "Ms Anna Rossi"),
        ("Anna Rossi", "Anna M. Rossi"),
        ("Anna Maria Rossi", "Anna M. Rossi"),
        ("Prof. Dr. A. Rossi, Head of IT", "Anna Rossi (CISO)"),
        ("Anna Rossi", "mailto:anna.rossi@x.eu"),
        ("Anna Rossi", "rossi.anna@x.eu"),
        ("Anna Rossi", "annarossi@x.eu"),
        ("Anna Rossi", "a.rossi2@x.eu"),
        ("Jos\u00e9 Mu\u00f1oz", "Jose Munoz"),
        ("M\u00fcller", "Mueller"),
        ("M\u00fcller", "Muller"),
        ("S\u00f8ren \u0141uk", "Soren Luk"),
        ("Stra\u00dfer", "Strasser"),
        ("\u5c71\u7530 \u305f\u308d", "\u5c71\u7530"),
    ],
)
def test_initials_titles_accents_and_addresses_tell_nobody_apart(one: str, other: str) -> None:
    assert same_person(one, other)
    assert same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A. Beispiel <a.beispiel@example.org>", "A. Beispiel <anna.beispiel@example.com>"),
        ("A. Beispiel <ab@example.org>", "Beispiel, A. <security@example.com>"),
        ("Anna Beispiel <anna@example.org>", "A. Beispiel"),
        ("A. Beispiel <a.beispiel@example.org>", "Team <anna.beispiel@example.com>"),
        ("a.beispiel@example.org", "anna.beispiel@example.com"),
        ("a.beispiel@example.org", "anna.beispiel@example.org"),
        ("abeispiel@example.org", "anna.beispiel@example.org"),
        ("a.beispiel@example.org", "a.beispiel2@example.org"),
        ("a.beispiel@example.org", "Team <anna.beispiel@example.com>"),
        # What somebody is does not make two of one: they can be both.
        ("Anna Rossi (Legal)", "Anna Rossi (Security)"),
        ("Anna Rossi, Legal", "Anna Rossi, Security"),
        # What tells their names apart does not tell addresses apart that both may have.
        ("Anna Maria Rossi <a.rossi@x.eu>", "Anna Luisa Rossi <a.rossi2@x.eu>"),
        # Of namesakes one alone with a detail may have left it out.
        ("Anna Maria Rossi", "Anna Rossi"),
        ("Anna Rossi Legal", "Anna Rossi"),
    ],
)
def test_addresses_tell_nobody_apart(one: str, other: str) -> None:
    assert same_person(one, other)
    assert same_person(other, one)


def test_an_address_belongs_to_one_person() -> None:
    assert same_person("B. Engineer <be@example.org>", "Bert <BE@example.org>")
    assert same_person("<be@example.org>", "be@example.org")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("B. Engineer", "C. Director"),
        ("B. Engineer", "B. Engineering"),
        ("be@example.org", "cd@example.org"),
        ("B. Engineer <be@example.org>", "C. Director <cd@example.org>"),
        ("José", "Josua"),
        ("Anna Rossi", "Marco Rossi"),
        ("Anna Rossi", "M. Rossi"),
        ("Dr. Anna Rossi", "Dr. Anna Bianchi"),
        ("Dr. Anna Rossi", "Dr. Marco Rossi"),
        ("Anna Maria Rossi", "Anna L. Rossi"),
        ("Anna Rossi", "m.rossi@x.eu"),
        # Namesakes are told apart by something in the name itself.
        ("Anna Maria Rossi", "Anna Luisa Rossi"),
        ("Anna Rossi Legal", "Anna Rossi Security"),
        ("anna.rossi@x.eu", "marco.rossi@x.eu"),
        ("a.rossi@x.eu", "m.rossi@y.eu"),
        ("\u5c71\u7530", "\u7530\u4e2d"),
        # Marks on letters tell names apart: Ram and Rama.
        ("\u0930\u093e\u092e", "\u0930\u092e\u093e"),
    ],
)
def test_two_people_are_two(one: str, other: str) -> None:
    assert not same_person(one, other)


def test_texts_without_a_letter_tell_nobody_apart() -> None:
    assert same_person("-", "...")
    assert same_person("<@>", "@")
    assert not same_person("-", "B. Engineer")


NAMES = st.lists(
    st.sampled_from(["Anna", "A.", "Rossi", "Dr.", "M\u00fcller", "b@x.eu", "(CISO)", ",", "\u0410"])
)


@given(NAMES, NAMES)
def test_nobody_is_two_and_it_is_the_same_from_both_sides(one: list[str], other: list[str]) -> None:
    mine, theirs = " ".join(one), " ".join(other)
    assert same_person(mine, mine)
    assert same_person(mine, theirs) is same_person(theirs, mine)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_texts_are_compared(one: str, other: str) -> None:
    assert same_person(one, one)
    assert same_person(one, other) is same_person(other, one)


@given(
    st.lists(st.sampled_from(["Anna", "Maria", "Rossi", "Bianchi"]), min_size=1, unique=True), st.randoms()
)
def test_order_initials_and_titles_never_make_two_of_one(words: list[str], random: Random) -> None:
    other = [random.choice([word, f"{word[0]}."]) for word in words]
    random.shuffle(other)
    assert same_person(" ".join(words), f"Dr. {' '.join(other)}")


@given(
    st.lists(st.sampled_from(["anna", "maria", "rossi", "bianchi"]), min_size=1, unique=True),
    st.sampled_from(["x.eu", "example.org"]),
    st.randoms(),
)
def test_a_name_and_any_address_made_of_it_are_one_person(
    words: list[str], domain: str, random: Random
) -> None:
    logins = [".".join(random.choice([word, word[0]]) for word in words) for _ in range(2)]
    one, other = (f"{login}@{host}" for login, host in zip(logins, (domain, "y.eu"), strict=True))
    assert same_person(one, other)
    assert same_person(one, " ".join(words))
