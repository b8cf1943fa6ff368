// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

/** One line of LISTSCRIPTS (RFC 5804, 2.7). */
public record ListedScript(String name, boolean active) {}
