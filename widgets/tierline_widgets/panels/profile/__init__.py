"""Does the typical account of each tier look as expected?"""

from tierline_widgets.panels.profile.model import ProfileModel
from tierline_widgets.panels.profile.view import ProfileView

__all__ = ["ProfileModel", "ProfileView"]
