"""The demo programme: facts about real exchanges with their sources, and a made-up season.

The JSON files beside this one are the data; `loading.load` puts them into an empty house. What
is a fact and what is made up is told apart in the files, in the rows and on every page.
"""
