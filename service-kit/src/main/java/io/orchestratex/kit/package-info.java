/** The plumbing that all five services need; each package is named by its job. */
@NullMarked
package io.orchestratex.kit;

import org.jspecify.annotations.NullMarked;
