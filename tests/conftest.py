"""What all tests share.

Properties have no time limit, because a busy machine is no failure. Interrupts are heard: a shell that starts
the tests in the background makes them and all programs that they start deaf to SIGINT, which some tests send.
"""

from __future__ import annotations

import signal

from hypothesis import settings

settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
