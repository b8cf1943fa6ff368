// SPDX-License-Identifier: Apache-2.0

/** Where a command's keys come from, and where its files and its log are. */
package org.mailmig.cli.config;
