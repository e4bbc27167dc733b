"""Whether the kernel behind a page still answers, and what a reader then sees and keeps."""

from tierline_widgets.lifeline.bundle import BOXES, lifeline

__all__ = ["BOXES", "lifeline"]
