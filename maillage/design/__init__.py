"""How the screens look: base templates, tokens computed from one hue, styles, icons, form widgets.

Its words: token, theme, display, component.
Begin with templates/design/base.html and rules.py (the palette).
"""
