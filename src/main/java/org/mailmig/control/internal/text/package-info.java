// SPDX-License-Identifier: Apache-2.0

/** Files as text: encodings, CSV syntax, columns, and the list of problems. */
package org.mailmig.control.internal.text;
