/** What failed, in words for the person at the terminal. */
@NullMarked
package io.orchestratex.local.fault;

import org.jspecify.annotations.NullMarked;
