// SPDX-License-Identifier: Apache-2.0

/** Text and numbers as people, terminals and spreadsheets may see them. Uses nothing else of ours. */
package org.mailmig.text;
