"""Guessing: it gets slower and slower for who guesses, and for nobody else."""

import asyncio

from tests.easel_login import browser, log_in
from tests.easel_process import Easel
from ui.accounts.login_throttle import LoginThrottle


def test_each_wrong_attempt_doubles_the_wait_up_to_a_limit() -> None:
    now = 0.0
    throttle = LoginThrottle(clock=lambda: now)
    waits = []
    for _ in range(8):
        throttle.begin(("anna", "here"))
        waits.append(throttle.wait(("anna", "here")))
        now += waits[-1]
        assert throttle.wait(("anna", "here")) == 0.0
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
    assert throttle.wait(("anna", "elsewhere")) == throttle.wait(("ben", "here")) == 0.0


def test_an_attempt_that_was_right_and_an_hour_forget_what_was_wrong() -> None:
    now = 0.0
    throttle = LoginThrottle(clock=lambda: now)
    for _ in range(5):
        throttle.begin(("anna", "here"))
    throttle.clear(("anna", "here"))
    throttle.begin(("anna", "here"))
    assert throttle.wait(("anna", "here")) == 1.0
    now = 4000.0
    throttle.begin(("anna", "here"))
    assert throttle.wait(("anna", "here")) == 1.0


def test_the_counters_are_bounded() -> None:
    throttle = LoginThrottle(limit=2)
    for name in ("a", "b", "c"):
        throttle.begin((name, "here"))
    assert throttle.wait(("a", "here")) == 0.0
    assert throttle.wait(("c", "here")) > 0.0


async def test_who_guesses_waits_and_is_told_how_long(team: Easel) -> None:
    async with browser(team, address="203.0.113.1") as mallory:
        wrong = [(await log_in(mallory, "anna", "x")).status_code]
        while wrong[-1] == 401:  # again where an attempt itself took as long as the wait
            assert len(wrong) < 8
            wrong.append((await log_in(mallory, "anna", "x")).status_code)
        answer = await log_in(mallory, "anna", "correct horse")
        assert (wrong[0], wrong[-1], answer.status_code) == (401, 429, 429)
        assert "set-cookie" not in answer.headers
        assert f"Try again in {answer.headers['retry-after']} s." in answer.text


async def test_nobody_else_waits(team: Easel) -> None:
    """Neither another name from the same address, nor the same name from another."""
    async with (
        browser(team, address="203.0.113.2") as mallory,
        browser(team, address="203.0.113.2") as ben,
        browser(team, address="203.0.113.3") as anna,
    ):
        for _ in range(10):
            await log_in(mallory, "anna", "x")
        assert (await log_in(mallory, "anna", "correct horse")).status_code == 429
        assert (await log_in(ben, "ben", "p:a ss")).status_code == 303
        assert (await log_in(anna, "anna", "correct horse")).status_code == 303


async def test_a_browser_that_logged_in_before_is_not_slowed_by_others(team: Easel) -> None:
    """Also from the very same address, as of an office, or of a proxy that tells none."""
    for address in ("203.0.113.4", ""):
        async with browser(team, address=address) as anna, browser(team, address=address) as mallory:
            while (await log_in(anna, "anna", "correct horse")).status_code != 303:
                pass
            await anna.post("/logout")
            for _ in range(10):
                await log_in(mallory, "anna", "x")
            assert (await log_in(mallory, "anna", "correct horse")).status_code == 429
            assert (await log_in(anna, "anna", "correct horse")).status_code == 303
            mallory.cookies.set("easel_device", anna.cookies["easel_device"][:-2] + "xx")
            assert (await log_in(mallory, "anna", "correct horse")).status_code == 429


async def test_a_browsers_own_failures_slow_it(team: Easel) -> None:
    async with browser(team, address="203.0.113.5") as anna:
        await log_in(anna, "anna", "correct horse")
        await log_in(anna, "anna", "x")
        assert (await log_in(anna, "anna", "correct horse")).status_code == 429


async def test_many_attempts_at_the_same_moment_are_one(team: Easel) -> None:
    async with browser(team, address="203.0.113.6") as mallory:
        answers = await asyncio.gather(*(log_in(mallory, "ben", f"guess {number}") for number in range(12)))
    assert sorted(answer.status_code for answer in answers) == [401] + [429] * 11


async def test_a_proxy_that_tells_no_address_is_said_once(team: Easel) -> None:
    async with browser(team, address="") as one, browser(team, address="") as other:
        for name in ("carl", "dirk", "emma"):
            assert (await log_in(one, name, "x")).status_code == 401
        assert (await log_in(other, "ben", "p:a ss")).status_code == 303
    assert team.log.count("X-Forwarded-For") == 2  # in one sentence
    assert 'name="carl" address=unknown' in team.log
