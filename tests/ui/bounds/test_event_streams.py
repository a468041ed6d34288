"""Bounds on open streams: a full network ends one of its own."""

from ui.bounds.event_streams import EventStreams


def test_a_full_network_lets_go_of_a_stream_of_its_own() -> None:
    streams = EventStreams(per_visitor=4, per_network=2)
    elsewhere = streams.open("all ann", "mobile")
    first, second = streams.open("all ann", "office"), streams.open("all ann", "office")
    third = streams.open("all ben", "office")
    ended = [stream.superseded.is_set() for stream in (elsewhere, first, second, third)]
    assert ended == [False, True, False, False]
    assert streams.count == 3
    for stream in (elsewhere, first, second, third):
        streams.close(stream)
    assert streams.count == 0
