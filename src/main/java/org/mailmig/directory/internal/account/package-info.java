// SPDX-License-Identifier: Apache-2.0

/** The forwarder of one account: its policy, its attribute, its value. */
package org.mailmig.directory.internal.account;
