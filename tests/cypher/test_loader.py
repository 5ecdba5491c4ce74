"""A .cypher file keeps the contract of its header, or is refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from discograph.core.errors import QueryError
from discograph.cypher.loader import families, load, names, parse

GOOD = """// Tracks of a user,
// most played first.
// params:  user: string, limit: integer,
//   names: list<string>
// returns: track: string, plays: integer
// reads:   (:User)-[:LISTENED]->(:Track)
MATCH (:User {id: $user})-[l:LISTENED]->(t:Track)
WHERE t.id IN $names AND t.title <> '$quoted; // text' // costs $5;
RETURN t.id AS track, l.plays AS plays
ORDER BY plays DESC, track
LIMIT $limit;
"""


def test_a_file_becomes_a_query() -> None:
    query = parse("browse/x", GOOD)
    assert query.doc.startswith("Tracks of a user, most played first.")
    assert query.params == {"user": "string", "limit": "integer", "names": "list<string>"}
    assert query.returns == {"track": "string", "plays": "integer"}


def test_the_statement_leads_home_and_has_no_semicolon() -> None:
    text = parse("browse/x", GOOD).text
    assert text.startswith("// cypher/browse/x\nMATCH")
    assert text.endswith("LIMIT $limit")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("user: string, ", "", "parameter 'user' is not declared"),
        ("user: string", "user: string, week: string", "parameter 'week' is declared but not used"),
        ("track: string, ", "", "column 'track' is not declared"),
        ("plays: integer", "plays: integer, x: integer", "column 'x' is declared but not used"),
        ("l.plays AS plays", "l.plays AS n", "column 'n' is not declared"),
        ("LIMIT $limit;", "LIMIT $limit; MATCH (n) DELETE n", "one statement"),
        ("// Tracks of a user,\n// most played first.\n", "", "say in its first line"),
    ],
)
def test_header_and_text_must_agree(old: str, new: str, reason: str) -> None:
    assert old in GOOD
    source = GOOD.replace(old, new).replace("// reads:   (:User)-[:LISTENED]->(:Track)\n", "")
    with pytest.raises(QueryError, match=reason):
        parse("browse/x", source)


def test_columns_of_inner_returns_are_not_the_file_s() -> None:
    source = """// Users and how much they play.
// returns: user: string, plays: integer
MATCH (u:User)
CALL (u) { MATCH (u)-[l:LISTENED]->() RETURN sum(l.plays) AS inner_plays }
RETURN DISTINCT u.id AS user, coalesce(inner_plays, [0, 1][0]) AS plays
"""
    assert set(parse("browse/x", source).returns) == {"user", "plays"}


def test_the_order_of_a_subquery_does_not_end_the_columns() -> None:
    source = """// Tracks and who made them.
// returns: id: string, artist: string, first: string
MATCH (t:Track)
RETURN t.id AS id, COLLECT { MATCH (t)-[:BY]->(a) RETURN a.id ORDER BY a.id LIMIT 1 }[0] AS artist,
  t.title AS first
ORDER BY id
LIMIT 3
"""
    assert [*parse("read/x", source).returns] == ["id", "artist", "first"]


def test_a_write_returns_nothing() -> None:
    source = "// Forget all.\n// params: id: string\nMATCH (u:User {id: $id}) DETACH DELETE u\n"
    assert parse("ingest/x", source).returns == {}


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "../core/errors",
        "read/../../core/errors",
        "/etc/passwd",
        "read/migrations.cypher",
        "read/migrations\nMATCH (n) DETACH DELETE n",
        "read/Migrations`; MATCH (n) //",
        "",
        ".",
        "read",
    ],
)
def test_a_name_is_looked_up_and_never_run(name: str) -> None:
    with pytest.raises(QueryError, match="no query"):
        load(name)


KNOWN = set(names())


@given(st.text(max_size=60).filter(lambda text: text not in KNOWN))
@example("read/\0")
def test_no_other_name_loads(name: str) -> None:
    with pytest.raises(QueryError):
        load(name)


def test_an_unknown_name_is_answered_with_its_family() -> None:
    with pytest.raises(QueryError, match="read/migrations"):
        load("read/nothing")
    with pytest.raises(QueryError, match="schema"):
        load("nothing/at_all")


def test_names_are_sorted_and_belong_to_families() -> None:
    assert names() == sorted(names())
    assert {name.partition("/")[0] for name in names()} == set(families())
    assert load(names()[0]) is load(names()[0])
