"""The crawler: what is due at the sites of the seeds, asked for politely, by Scrapy."""
