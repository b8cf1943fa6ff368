// SPDX-License-Identifier: Apache-2.0

/** This process: memory that accounts hold, private files, sockets with limits, the request to stop, crash points for tests. */
package org.mailmig.runtime;
