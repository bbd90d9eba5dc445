"""Which function does what an officer typed."""

import argparse

from devices.clock import Clock
from kiosk.config import Config
from kiosk.desk import (
    account_commands,
    blank_commands,
    card_commands,
    queue_commands,
    review_commands,
)
from kiosk.desk.console import Console
from kiosk.message import message
from kiosk.office import Office
from kiosk.policy import in_force

OTHERS_AT_WORK = message("staff.busy")
"""Why nothing can be signed for while somebody else writes to the office's books."""


def show(options: argparse.Namespace, config: Config, console: Console, clock: Clock) -> None:
    """Say what the command line asks of the open database, which may only be read."""
    match options.show:
        case "officers":
            secret = config.office.namespace.bytes
            account_commands.show_accounts(console, clock.wall(), secret)
        case "queue":
            queue_commands.show_queue(console, in_force(config.policy, clock.wall().date()))
        case "cases":
            queue_commands.show_cases(console)
        case "suket":
            queue_commands.show_suket(console, clock.wall().date())
        case "cards":
            card_commands.show_held(console, config.office.kiosk)
        case other:
            raise ValueError(f"nothing to show: {other}")


def act(options: argparse.Namespace, office: Office, console: Console) -> bool:
    """Do what the command line says, and say what came of it; False if it was not done."""
    accounts = office.accounts
    match options.act:
        case "first":
            return account_commands.first(accounts, console, options.name)
        case "add":
            return account_commands.add(accounts, console, options)
        case "disable":
            return account_commands.supervise(accounts, console, accounts.disable, options.name)
        case "unlock":
            return account_commands.supervise(accounts, console, accounts.unlock, options.name)
        case "pin":
            return account_commands.change_pin(accounts, console)
        case other:
            return _act_at_the_desk(other, options, office, console)


def _act_at_the_desk(
    act: str, options: argparse.Namespace, office: Office, console: Console
) -> bool:
    match act:
        case "review":
            return review_commands.review(office, console)
        case "receive":
            return blank_commands.receive(office, console, options.box, options.number)
        case "resolve":
            return blank_commands.resolve(office, console, options)
        case "call-list":
            return queue_commands.call_list(office, console)
        case "hardship":
            return queue_commands.hardship(office, console, options.reference, options.reason)
        case "close":
            return queue_commands.close_case(office, console, options.reference)
        case "signed":
            return queue_commands.suket_signed(office, console, options.number)
        case other:
            return _act_on_a_card(other, options, office, console)


def _act_on_a_card(act: str, options: argparse.Namespace, office: Office, console: Console) -> bool:
    match act:
        case "destroy":
            return card_commands.destroy(office, console, options.minutes, options.number)
        case "missing":
            return card_commands.missing(office, console, options.reference, options.reason)
        case "taken":
            return card_commands.taken(office, console, options.reference, options.reason)
        case "left-behind":
            return card_commands.left_behind(office, console)
        case "report-again":
            return card_commands.report_again(office, console, options.reference)
        case other:
            raise ValueError(f"no such act: {other}")
