/**
 * The words that every part speaks: {@link org.mailmig.Account}, {@link org.mailmig.Outcome}, {@link org.mailmig.Step} and
 * the three ways in which a step stops the line. Depends on nothing else of ours.
 */
package org.mailmig;
