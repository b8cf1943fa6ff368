package org.mailmig.control;

/** One record of a CSV file and the line on which it begins, counted from 1. */
record Cells(long line, String[] values) {}
