// SPDX-License-Identifier: Apache-2.0

/**
 * The domain model: an account of a wave, its row of the control file, its steps, its result and the numbers of its report. {@code
 * rooms.txt} in the tests' resources lists every package and the packages that it may use; CONTRIBUTING.md draws them.
 */
package org.mailmig;
