// SPDX-License-Identifier: Apache-2.0

/** What is compared or filtered of a message: hashes, header keys, subjects. */
package org.mailmig.mailbox.internal.message;
