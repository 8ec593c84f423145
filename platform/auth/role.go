package auth

// Role is a word for a set of permissions (角色). The table of roles is Go code: changing it is a release, reviewed like any
// other; which hat has which roles is data, changed under four eyes.
type Role string

// Face is the web face at which a role works.
type Face string

// Grant is one permission of a role, and how far it goes.
type Grant struct {
	Permission Permission
	Reach      Reach
}

// RoleRule is one line of the table.
type RoleRule struct {
	Role     Role
	EN, ZH   string
	Face     Face
	Kinds    []HatKind // the hats that may have it
	Grants   []Grant
	Excludes []Role // duties that one hat never has together with this one (不相容岗位)
	Level    Level  // that a session must have reached to use it; zero: LevelOne
}

// Reach is how far the role lets somebody use a permission. System reaches everything, whatever its name.
func (r Role) Reach(p Permission) Reach {
	if r == System {
		return Bank
	}
	return reaches[r][p]
}
