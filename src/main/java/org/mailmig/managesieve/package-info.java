// SPDX-License-Identifier: Apache-2.0

/** A ManageSieve connection to the scripts of one user (RFC 5804). */
package org.mailmig.managesieve;
