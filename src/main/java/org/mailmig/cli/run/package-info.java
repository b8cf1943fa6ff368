// SPDX-License-Identifier: Apache-2.0

/** A wave in this process: the runtime, signals, checks before the start, the watch over it. */
package org.mailmig.cli.run;
