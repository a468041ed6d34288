"""Program: reads the settings, builds the server, serves it."""

import sys

from providers.catalog import load_catalog
from studio.disk.private_folder import set_private_umask
from studio.env import environment, hidden_proxies
from studio.memory.workers import limit_malloc_arenas
from ui.setting_parsers import BadSetting
from ui.settings import read_settings

with hidden_proxies():  # Gradio makes clients while it is imported, and falls over a proxy that they cannot use
    from ui.server import create_app, serve


def main() -> int:
    """Serves until stopped. A setting that cannot be used ends it with a sentence and status 2."""
    set_private_umask()
    limit_malloc_arenas()
    env = environment()
    try:
        settings = read_settings(env)
        catalog, keys = load_catalog(env)
        sys.stderr.writelines(f"{complaint}\n" for complaint in catalog.complaints)
        return serve(create_app(settings, catalog=catalog, keys=keys), settings)
    except BadSetting as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
