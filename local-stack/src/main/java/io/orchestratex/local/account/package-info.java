/** The account under which a program runs that refuses to run as root. */
@NullMarked
package io.orchestratex.local.account;

import org.jspecify.annotations.NullMarked;
