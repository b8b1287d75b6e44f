"""The pages of an edition: HTML, tables as CSV, charts as SVG. Bytes in the model's order, nothing fetched, no script.

How the pages mark what may hold a number, so that a lint, a verification or a reader's program can tell them apart:

====================  ===========================================================================================
mark                  meaning
====================  ===========================================================================================
``data[value]``       a printed figure: ``data-figure`` is its id (``data-claim`` where a claim states the value),
                      ``data-form="words"`` where it is spelled out; its link leads to the register
``text[data-figure]`` the label of a bar in a chart: a printed figure
``data-scale``        ticks and categories of a chart's axis
``data-label``        a category of the data: row and column headings, legends, cell names
``data-lit``          a date, title, article, address, version, code or name, written as such by ``{{lit:…}}`` or
                      taken from a field of that kind (the day of a speech, the title of a document, a hash)
``data-claim``        words recorded as somebody's claim, printed by the one template for claims
``data-ordinal``      a generated number: Table 1
====================  ===========================================================================================
"""
