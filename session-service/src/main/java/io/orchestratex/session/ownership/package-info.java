/** Who may see and change what. */
@NullMarked
package io.orchestratex.session.ownership;

import org.jspecify.annotations.NullMarked;
