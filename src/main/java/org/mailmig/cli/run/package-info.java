// SPDX-License-Identifier: Apache-2.0

/** A wave in this process: the Camel runtime, signals, checks before the start, following the wave. */
package org.mailmig.cli.run;
