// SPDX-License-Identifier: Apache-2.0

/** Text and numbers formatted for people, terminals, spreadsheets and JSON. Uses no other package of mailmig. */
package org.mailmig.text;
