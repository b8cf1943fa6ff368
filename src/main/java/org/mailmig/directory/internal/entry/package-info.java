// SPDX-License-Identifier: Apache-2.0

/** Directories as their keys name them, and the entries in them. */
package org.mailmig.directory.internal.entry;
