"""What waits: appeals, corrections and events that nobody approved yet; each role sees what it may do."""

from tierline_widgets.panels.points_queue.model import QueueModel
from tierline_widgets.panels.points_queue.view import QueueView

__all__ = ["QueueModel", "QueueView"]
