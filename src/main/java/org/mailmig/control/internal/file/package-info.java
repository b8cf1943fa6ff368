// SPDX-License-Identifier: Apache-2.0

/** One control file: its kind, its grammar, the files that it names. */
package org.mailmig.control.internal.file;
