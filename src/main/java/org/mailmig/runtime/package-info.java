// SPDX-License-Identifier: Apache-2.0

/** The process: memory held by accounts, threads, private files, sockets with limits, the stop request, crash points for tests. */
package org.mailmig.runtime;
