"""The icons of the screens, by their Lucide names: `maillage frontend` makes one sprite of them."""

ICONS = (
    "accessibility",
    "arrow-left",
    "arrow-right",
    "briefcase",
    "bus",
    "check",
    "chevron-left",
    "chevron-right",
    "circle-question-mark",
    "clock",
    "file-text",
    "globe",
    "info",
    "laptop",
    "lightbulb",
    "list",
    "map",
    "map-pin",
    "menu",
    "monitor",
    "octagon-alert",
    "palette",
    "phone",
    "search",
    "shield-check",
    "triangle-alert",
    "users",
    "wifi",
)

# Those that point where one reads: exchanged in languages written from right to left.
MIRRORED_ICONS = {
    "arrow-left": "arrow-right",
    "arrow-right": "arrow-left",
    "chevron-right": "chevron-left",
}
